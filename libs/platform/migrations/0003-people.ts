import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons, their phones, links and relatives. Each column's class, key and retention: docs/personal-data.md. */
export class People1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person (
        id              uuid PRIMARY KEY DEFAULT uuidv7(),
        -- The person's own data key, wrapped; without it nothing sealed about the person can be read again.
        data_key        bytea NOT NULL,
        -- Name, phones, identity number, address and other names: JSON under the data key, bound to the id.
        sealed          bytea NOT NULL,
        flags           text[] NOT NULL DEFAULT '{}',
        station         text,
        has_address     boolean NOT NULL DEFAULT false,
        id_number_index bytea,
        name_index      bytea,
        initials_index  bytea,
        last4_index     bytea,
        created_at      timestamptz NOT NULL DEFAULT holdline_now(),
        updated_at      timestamptz NOT NULL DEFAULT holdline_now()
      );
      CREATE UNIQUE INDEX person_id_number ON person (id_number_index) WHERE id_number_index IS NOT NULL;
      CREATE INDEX person_name ON person (name_index) WHERE name_index IS NOT NULL;
      CREATE INDEX person_initials ON person (initials_index) WHERE initials_index IS NOT NULL;
      CREATE INDEX person_last4 ON person (last4_index) WHERE last4_index IS NOT NULL;
      COMMENT ON COLUMN person.last4_index IS 'Keyed index of the last four characters of the identity number';

      CREATE TABLE person_phone (
        phone_index bytea NOT NULL,
        person_id   uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        last4_index bytea NOT NULL,
        PRIMARY KEY (phone_index, person_id)
      );
      CREATE INDEX person_phone_person ON person_phone (person_id);
      CREATE INDEX person_phone_last4 ON person_phone (last4_index);

      -- Two persons who may be one: same phone, but another identity number or name.
      CREATE TABLE person_link (
        person_a  uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        person_b  uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        reason    text NOT NULL CHECK (reason IN ('same_phone')),
        linked_at timestamptz NOT NULL DEFAULT holdline_now(),
        PRIMARY KEY (person_a, person_b),
        CHECK (person_a < person_b)
      );
      CREATE INDEX person_link_b ON person_link (person_b);

      CREATE TABLE relative (
        id              uuid PRIMARY KEY DEFAULT uuidv7(),
        person_id       uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        -- Name, phone and the words of the consent or of why there is none: JSON under the person's data key.
        sealed          bytea NOT NULL,
        phone_index     bytea NOT NULL,
        kinship         text NOT NULL,
        may_contact     boolean NOT NULL,
        may_be_involved boolean NOT NULL DEFAULT false,
        consent         boolean NOT NULL,
        asked           text NOT NULL DEFAULT 'no'
                        CHECK (asked IN ('no','asked','with_person','worried','no_answer')),
        asked_at        timestamptz,
        answered_at     timestamptz,
        added_by        uuid,
        added_at        timestamptz NOT NULL DEFAULT holdline_now(),
        UNIQUE (person_id, phone_index)
      );
      CREATE INDEX relative_phone ON relative (phone_index);

      -- Everybody who has this identity number or one of these phones, under lock: first the advisory locks in the
      -- order given (the caller sorts them), then the rows. In one call, because in READ COMMITTED only a statement
      -- that begins after the locks are held sees what their last holder committed, and a round trip is dear at intake.
      CREATE FUNCTION person_candidates(locks bigint[], id_number bytea, phones bytea[])
      RETURNS SETOF person LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        lock_key bigint;
      BEGIN
        FOREACH lock_key IN ARRAY locks LOOP
          PERFORM pg_advisory_xact_lock(lock_key);
        END LOOP;
        RETURN QUERY
          SELECT p.* FROM person p
           WHERE p.id IN (SELECT q.id FROM person q WHERE q.id_number_index = id_number
                          UNION
                          SELECT f.person_id FROM person_phone f WHERE f.phone_index = ANY (phones))
           ORDER BY p.id
             FOR NO KEY UPDATE OF p;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION person_candidates(bigint[], bytea, bytea[]);
      DROP TABLE relative, person_link, person_phone, person;
    `);
  }
}
