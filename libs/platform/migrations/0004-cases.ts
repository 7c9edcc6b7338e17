import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases, their feed, attempts and alarms. */
export class Cases1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE case_no_seq;

      CREATE TABLE desk_case (
        id             uuid PRIMARY KEY,
        no             text NOT NULL UNIQUE,
        person_id      uuid NOT NULL REFERENCES person (id),
        station        text,
        state          text NOT NULL CHECK (state IN ('open','watched','ended')),
        tier           smallint NOT NULL CHECK (tier BETWEEN 0 AND 3),
        fraud_type     text NOT NULL,
        amount_fen     bigint,
        alerts         integer NOT NULL DEFAULT 1,
        received_at    timestamptz NOT NULL,
        ended_at       timestamptz,
        result         text,
        snapshot       jsonb NOT NULL,
        version        integer NOT NULL,
        -- The one armed wake; null only when ended. armed_no is the last one given to BullMQ.
        wake_at        timestamptz,
        wake_no        integer NOT NULL,
        armed_no       integer NOT NULL DEFAULT -1,
        wake_errors    smallint NOT NULL DEFAULT 0,
        wake_after     timestamptz,
        -- Projection of the next human step, for the queue.
        next_start_at  timestamptz,
        deadline_at    timestamptz,
        -- The lease lives here, so that a heartbeat is one cheap update; a lapse shows as lapsed until taken again.
        lease_by       uuid REFERENCES account (id),
        lease_until    timestamptz,
        call_until     timestamptz,
        lapsed         boolean NOT NULL DEFAULT false,
        merged_into    uuid REFERENCES desk_case (id),
        CHECK ((state = 'ended') = (wake_at IS NULL))
      );
      -- Each step of a ladder rewrites its row, and what is due is found over and over: dead versions are swept early.
      ALTER TABLE desk_case SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
                                 autovacuum_analyze_scale_factor = 0.05);
      CREATE UNIQUE INDEX one_live_case_per_person ON desk_case (person_id) WHERE state <> 'ended';
      CREATE INDEX case_wake ON desk_case (wake_at) WHERE wake_at IS NOT NULL;
      CREATE INDEX case_unarmed ON desk_case (wake_at) WHERE armed_no <> wake_no AND wake_at IS NOT NULL;
      -- What is in the queue is found by these two and then sorted: most live cases are watched and not in it.
      CREATE INDEX case_startable ON desk_case (next_start_at) WHERE next_start_at IS NOT NULL;
      CREATE INDEX case_lapsed ON desk_case (id) WHERE lapsed;
      CREATE INDEX case_person ON desk_case (person_id);
      CREATE INDEX case_received ON desk_case (received_at);

      CREATE TABLE case_event (
        id       uuid PRIMARY KEY DEFAULT uuidv7(),
        -- Given by the sealer after commit, so that the order of seq is the order readers may see.
        seq      bigint,
        case_id  uuid,
        version  integer,
        kind     text NOT NULL,
        at       timestamptz NOT NULL,
        by       uuid,
        data     jsonb NOT NULL DEFAULT '{}'
      );
      CREATE UNIQUE INDEX case_event_seq ON case_event (seq) WHERE seq IS NOT NULL;
      CREATE INDEX case_event_unsealed ON case_event (id) WHERE seq IS NULL;
      CREATE INDEX case_event_case ON case_event (case_id, id);
      COMMENT ON TABLE case_event IS 'The feed: keys and numbers only, never personal data';

      CREATE TABLE attempt (
        id          uuid PRIMARY KEY,
        case_id     uuid NOT NULL REFERENCES desk_case (id),
        person_id   uuid NOT NULL,
        kind        text NOT NULL,
        rung_id     text,
        outcome     text NOT NULL,
        by          uuid REFERENCES account (id),
        started_at  timestamptz,
        ended_at    timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        gate        jsonb,
        note_sealed bytea,
        -- Counted as a persuasion (domain.md section 7); the day is the local one of Asia/Shanghai.
        counted_on  date
      );
      CREATE INDEX attempt_case ON attempt (case_id, ended_at);
      CREATE UNIQUE INDEX one_persuasion_per_case_and_day ON attempt (case_id, counted_on) WHERE counted_on IS NOT NULL;
      CREATE INDEX attempt_counted ON attempt (counted_on) WHERE counted_on IS NOT NULL;
      CREATE INDEX attempt_recorded ON attempt (recorded_at);

      CREATE TABLE officer_call (
        id         uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id    uuid NOT NULL REFERENCES desk_case (id),
        person_id  uuid NOT NULL,
        by         uuid NOT NULL REFERENCES account (id),
        started_at timestamptz NOT NULL,
        ends_by    timestamptz NOT NULL,
        ended_at   timestamptz
      );
      -- One live call of ours per person (design.md section 8).
      CREATE UNIQUE INDEX one_live_call_per_person ON officer_call (person_id) WHERE ended_at IS NULL;

      CREATE TABLE alarm (
        id              uuid PRIMARY KEY DEFAULT uuidv7(),
        key             text NOT NULL UNIQUE,
        case_id         uuid REFERENCES desk_case (id),
        rung_id         text,
        code            text NOT NULL,
        percent         smallint,
        raised_at       timestamptz NOT NULL,
        acknowledged_by uuid REFERENCES account (id),
        acknowledged_at timestamptz
      );
      CREATE INDEX alarm_open ON alarm (raised_at) WHERE acknowledged_at IS NULL;

      CREATE TABLE presence (
        session_id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        case_id    uuid,
        seen_at    timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE presence, alarm, officer_call, attempt, case_event, desk_case; DROP SEQUENCE case_no_seq;
    `);
  }
}
