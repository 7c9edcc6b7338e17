import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of many alerts are about somebody nobody knows of: in a storm that is nearly all of them. */
export class UnknownPeople1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Places in the two arrays whose identity number and phone nobody has. Looked up after the locks are held, as in
      -- person_candidates: a later statement of a function sees what was committed while it waited.
      CREATE FUNCTION unknown_people(locks bigint[], id_numbers bytea[], phones bytea[])
      RETURNS SETOF integer LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        lock_key bigint;
      BEGIN
        FOREACH lock_key IN ARRAY locks LOOP
          PERFORM pg_advisory_xact_lock(lock_key);
        END LOOP;
        RETURN QUERY
          SELECT k.place::integer FROM unnest(id_numbers, phones) WITH ORDINALITY AS k(id_number, phone, place)
           WHERE NOT EXISTS (SELECT FROM person p WHERE p.id_number_index = k.id_number)
             AND NOT EXISTS (SELECT FROM person_phone f WHERE f.phone_index = k.phone);
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION unknown_people(bigint[], bytea[], bytea[])');
  }
}
