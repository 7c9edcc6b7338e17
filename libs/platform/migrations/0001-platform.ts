import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The desk's clock and the outbox. */
export class Platform1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Empty in production. The harness and the replay put the one row in that stands for now.
      CREATE TABLE test_clock (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), at timestamptz NOT NULL);

      -- STABLE although the clock moves on within a statement: only so may "due <= holdline_now()" use an index. It is
      -- still read when the statement runs, and after the row lock where a query says FROM (... FOR UPDATE).
      CREATE FUNCTION holdline_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT coalesce((SELECT at FROM test_clock), clock_timestamp()) $$;

      CREATE TABLE outbox (
        id            uuid PRIMARY KEY DEFAULT uuidv7(),
        kind          text NOT NULL,
        key           text NOT NULL UNIQUE,
        case_id       uuid,
        payload       jsonb NOT NULL,
        priority      smallint NOT NULL DEFAULT 3,
        state         text NOT NULL DEFAULT 'pending'
                      CHECK (state IN ('pending','sending','done','failed','unknown','cancelled')),
        tries         smallint NOT NULL DEFAULT 0,
        run_after     timestamptz NOT NULL DEFAULT holdline_now(),
        relayed_no    smallint NOT NULL DEFAULT -1,
        sending_until timestamptz,
        error         text,
        created_at    timestamptz NOT NULL DEFAULT holdline_now(),
        settled_at    timestamptz
      );
      -- What is pending is looked for over and over: dead versions are swept early.
      ALTER TABLE outbox SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
                              autovacuum_analyze_scale_factor = 0.05);
      CREATE INDEX outbox_due ON outbox (run_after, priority, id) WHERE state = 'pending';
      CREATE INDEX outbox_relay ON outbox (priority, id) WHERE state = 'pending' AND relayed_no <> tries;
      CREATE INDEX outbox_sending ON outbox (sending_until) WHERE state = 'sending';
      CREATE INDEX outbox_case ON outbox (case_id);
      COMMENT ON TABLE outbox IS 'Effects to be done after commit; ids and keys only, never personal data';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE outbox; DROP FUNCTION holdline_now(); DROP TABLE test_clock;`);
  }
}
