/**
 * Healthy when this container's worker has asked the database something within 15 seconds: its sweeper does so
 * every second, so a worker that hangs or has lost the database is found by what it does not do.
 */
import pg from 'pg';

const client = new pg.Client({
  connectionString: process.env.DATABASE_URL,
  application_name: 'holdline-worker-health',
  connectionTimeoutMillis: 4_000,
  query_timeout: 4_000,
});
await client.connect();
const { rows } = await client.query(
  `SELECT count(*)::int AS recent FROM pg_stat_activity
    WHERE application_name = 'holdline-worker' AND client_addr = inet_client_addr()
      AND state_change > clock_timestamp() - interval '15 seconds'`,
);
await client.end();
process.exit(rows[0].recent > 0 ? 0 : 1);
