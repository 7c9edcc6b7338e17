import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was said to whom by SMS and robot call, visits and the stations that make them, and relatives who were asked. */
export class Outreach1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE station (
        id       text PRIMARY KEY,
        name     text NOT NULL UNIQUE,
        district text NOT NULL,
        kind     text NOT NULL CHECK (kind IN ('police','grid')),
        -- Where a visit goes when its case names no station that is known, or the named one refuses.
        fallback boolean NOT NULL DEFAULT false
      );
      CREATE UNIQUE INDEX one_fallback_station ON station (fallback) WHERE fallback;
      -- There is always one, so that no visit is dropped for want of a station.
      INSERT INTO station (id, name, district, kind, fallback) VALUES ('mobile', '机动处置组', '本区', 'police', true);

      CREATE TABLE message (
        id           uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id      uuid REFERENCES desk_case (id),
        rung_id      text,
        to_kind      text NOT NULL CHECK (to_kind IN ('person','relative','staff')),
        relative_id  uuid,
        template     text NOT NULL,
        state        text NOT NULL CHECK (state IN ('pending','sending','sent','delivered','failed','unknown')),
        outbox_key   text NOT NULL UNIQUE,
        parts        smallint,
        error        text,
        created_at   timestamptz NOT NULL DEFAULT holdline_now(),
        sent_at      timestamptz,
        delivered_at timestamptz
      );
      CREATE INDEX message_case ON message (case_id, created_at);
      COMMENT ON TABLE message IS 'Outgoing SMS; number and text are made at send time and kept nowhere';

      -- A long message is several parts, each with an id of the SMS centre and receipts of its own.
      CREATE TABLE message_part (
        message_id  uuid NOT NULL REFERENCES message (id),
        part        smallint NOT NULL,
        provider_id text NOT NULL UNIQUE,
        PRIMARY KEY (message_id, part)
      );
      -- Kept by the centre's id, since a receipt can overtake the answer that tells us whose it is.
      CREATE TABLE sms_receipt (
        provider_id text PRIMARY KEY,
        state       text NOT NULL CHECK (state IN ('enroute','delivered','failed')),
        code        text,
        count       integer NOT NULL DEFAULT 1,
        at          timestamptz NOT NULL DEFAULT holdline_now()
      );

      CREATE TABLE sms_reply (
        id          uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id     uuid REFERENCES desk_case (id),
        from_kind   text NOT NULL CHECK (from_kind IN ('person','relative','unknown')),
        relative_id uuid,
        digit       text,
        text_sealed bytea NOT NULL,
        received_at timestamptz NOT NULL DEFAULT holdline_now()
      );
      CREATE INDEX sms_reply_case ON sms_reply (case_id);

      CREATE TABLE relative_ask (
        -- Also the id of the attempt that its answer becomes.
        id          uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id     uuid NOT NULL REFERENCES desk_case (id),
        rung_id     text NOT NULL,
        relative_id uuid NOT NULL,
        outbox_key  text NOT NULL UNIQUE,
        state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked','with_person','unreachable','worried')),
        digit       text,
        asked_at    timestamptz NOT NULL DEFAULT holdline_now(),
        due_at      timestamptz NOT NULL,
        answered_at timestamptz
      );
      CREATE INDEX relative_ask_case ON relative_ask (case_id);
      CREATE INDEX relative_ask_open ON relative_ask (relative_id, asked_at) WHERE state = 'asked';

      CREATE TABLE robot_call (
        -- The idempotency key at the voice gateway and the id of the attempt that its result becomes.
        id         uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id    uuid NOT NULL REFERENCES desk_case (id),
        rung_id    text NOT NULL,
        attempt    smallint NOT NULL,
        outbox_key text NOT NULL UNIQUE,
        state      text NOT NULL DEFAULT 'placing' CHECK (state IN ('placing','placed','ended','failed','unknown')),
        result     text,
        key        text,
        created_at timestamptz NOT NULL DEFAULT holdline_now(),
        ended_at   timestamptz
      );
      CREATE INDEX robot_call_case ON robot_call (case_id);

      CREATE TABLE visit (
        id            uuid PRIMARY KEY DEFAULT uuidv7(),
        case_id       uuid NOT NULL REFERENCES desk_case (id),
        rung_id       text,
        station       text NOT NULL REFERENCES station (id),
        outbox_key    text UNIQUE,
        state         text NOT NULL DEFAULT 'dispatched'
                      CHECK (state IN ('dispatched','accepted','refused','arrived','reported','cancelled')),
        version       integer NOT NULL DEFAULT 1,
        dispatched_at timestamptz NOT NULL DEFAULT holdline_now(),
        dispatched_by uuid REFERENCES account (id),
        accept_by     timestamptz NOT NULL,
        overdue       boolean NOT NULL DEFAULT false,
        officer       uuid REFERENCES account (id),
        accepted_at   timestamptz,
        arrived_at    timestamptz,
        closed_at     timestamptz,
        reason_sealed bytea,
        outcome       text,
        attempt_id    uuid
      );
      CREATE INDEX visit_case ON visit (case_id, id);
      CREATE INDEX visit_station ON visit (station, id);
      CREATE INDEX visit_officer ON visit (officer, id);
      CREATE INDEX visit_unaccepted ON visit (accept_by) WHERE state = 'dispatched' AND NOT overdue;
      CREATE UNIQUE INDEX one_live_visit_per_case ON visit (case_id) WHERE state IN ('dispatched','accepted','arrived');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE visit, robot_call, relative_ask, sms_reply, sms_receipt, message_part, message, station;
    `);
  }
}
