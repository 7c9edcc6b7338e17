/** The table of the limits of intake: what an alert has to leave behind at the very least, and findable by reference. */
import pg from 'pg';

export async function makeBareTable(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`CREATE TABLE bare_alert (
    id uuid PRIMARY KEY DEFAULT uuidv7(), ref text NOT NULL UNIQUE, payload text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now())`);
  await client.end();
}
