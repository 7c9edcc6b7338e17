import { makeDataSource } from '#platform';

/**
 * Gives the desk's new cases and persons counted ids in place of random ones, on a database that is migrated: a case's
 * id spreads it over the end of the quiet hours, and the same seed shall give the same half-year.
 */
export async function countIds(url: string): Promise<void> {
  const db = await makeDataSource(url, { poolSize: 1 }).initialize();
  await db.query(`CREATE SEQUENCE replay_id`);
  await db.query(
    `CREATE FUNCTION public.uuidv7() RETURNS uuid LANGUAGE sql VOLATILE AS
       $$ SELECT (lpad(to_hex((extract(epoch FROM holdline_now()) * 1000)::bigint), 12, '0') || '70008' ||
                  lpad(to_hex(nextval('replay_id')), 15, '0'))::uuid $$`,
  );
  // For connections from here on; defaults of columns go on calling the one they were made with.
  await db.query(`ALTER ROLE CURRENT_USER SET search_path = public, pg_catalog`);
  await db.destroy();
}
