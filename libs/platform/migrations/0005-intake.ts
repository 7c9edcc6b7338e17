import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources, alerts with their revisions, quarantine and imported files. */
export class Intake1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE source (
        id             text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9_.-]{0,62}$'),
        name           text NOT NULL,
        kind           text NOT NULL CHECK (kind IN ('push','pull','manual')),
        -- SHA-256 of the bearer token; tokens are 32 random bytes, so no slow hash is needed.
        token_hash     bytea UNIQUE,
        -- Standard Webhooks secret, sealed with purpose 'secret'; a push that is signed is held against it.
        secret_sealed  bytea,
        -- 0 critical … 3 low: no alert of this source counts as less urgent.
        tier_floor     smallint CHECK (tier_floor BETWEEN 0 AND 3),
        -- Beyond usual_per_hour × burst outward effects wait for a supervisor; null: no limit.
        usual_per_hour integer CHECK (usual_per_hour > 0),
        burst          real NOT NULL DEFAULT 10,
        disabled       boolean NOT NULL DEFAULT false,
        pull_url          text,
        pull_token_sealed bytea,
        pull_every_s      integer NOT NULL DEFAULT 15 CHECK (pull_every_s > 0),
        pull_cursor       text,
        pull_failures     integer NOT NULL DEFAULT 0,
        pull_after        timestamptz,
        pull_error        text,
        pulled_at         timestamptz,
        created_at     timestamptz NOT NULL DEFAULT holdline_now(),
        CHECK ((kind = 'pull') = (pull_url IS NOT NULL))
      );
      INSERT INTO source (id, name, kind) VALUES ('manual', '人工录入', 'manual');

      CREATE TABLE import_batch (
        id          uuid PRIMARY KEY DEFAULT uuidv7(),
        source_id   text NOT NULL REFERENCES source (id),
        by          uuid REFERENCES account (id),
        format      text NOT NULL,
        bytes       bigint NOT NULL,
        state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running','done','failed')),
        error       text,
        rows        integer NOT NULL DEFAULT 0,
        counts      jsonb NOT NULL DEFAULT '{}',
        warned      integer NOT NULL DEFAULT 0,
        started_at  timestamptz NOT NULL DEFAULT holdline_now(),
        finished_at timestamptz
      );

      CREATE TABLE alert (
        id              uuid PRIMARY KEY DEFAULT uuidv7(),
        source_id       text NOT NULL REFERENCES source (id),
        source_ref      text NOT NULL,
        -- Keyed hash of the content as received: tells a resend from a revision, and nothing to who lacks the key.
        content_hash    bytea NOT NULL,
        revision        integer NOT NULL DEFAULT 1,
        -- The revision that the case knows; behind 'revision' while it waits for placement.
        placed_revision integer NOT NULL DEFAULT 0,
        status          text NOT NULL CHECK (status IN ('accepted','revised','quarantined','dismissed')),
        received_at     timestamptz NOT NULL,
        revised_at      timestamptz,
        raised_at       timestamptz NOT NULL,
        -- The alert as received, JSON, sealed with purpose 'alert' and bound to source, reference and revision.
        payload_sealed  bytea NOT NULL,
        -- Facts for triage and for telling news; nothing that names a person.
        tier            smallint,
        fraud_type      text NOT NULL DEFAULT 'other',
        signals         text[] NOT NULL DEFAULT '{}',
        amount_fen      bigint,
        suspect_index   bytea[] NOT NULL DEFAULT '{}',
        -- Field names and codes only, never values.
        warnings        jsonb NOT NULL DEFAULT '[]',
        case_id         uuid REFERENCES desk_case (id),
        person_id       uuid REFERENCES person (id),
        placed_at       timestamptz,
        -- Quarantine: why, by when, whose. No owner named means the supervisor on duty.
        reasons         jsonb NOT NULL DEFAULT '[]',
        due_at          timestamptz,
        owner           uuid REFERENCES account (id),
        alarmed_at      timestamptz,
        import_id       uuid REFERENCES import_batch (id),
        import_row      integer,
        UNIQUE (source_id, source_ref)
      );
      CREATE INDEX alert_rate ON alert (source_id, received_at);
      CREATE INDEX alert_person ON alert (person_id, received_at) WHERE person_id IS NOT NULL;
      CREATE INDEX alert_case ON alert (case_id) WHERE case_id IS NOT NULL;
      CREATE INDEX alert_received ON alert (received_at);
      CREATE INDEX alert_unplaced ON alert (received_at)
        WHERE case_id IS NULL AND status IN ('accepted','revised');
      CREATE INDEX alert_quarantine ON alert (due_at, id) WHERE status = 'quarantined';
      CREATE INDEX alert_quarantine_overdue ON alert (due_at) WHERE status = 'quarantined' AND alarmed_at IS NULL;

      -- What an alert said before it was revised or corrected.
      CREATE TABLE alert_revision (
        alert_id       uuid NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
        revision       integer NOT NULL,
        content_hash   bytea NOT NULL,
        payload_sealed bytea NOT NULL,
        status         text NOT NULL,
        suspect_index  bytea[] NOT NULL,
        replaced_at    timestamptz NOT NULL,
        PRIMARY KEY (alert_id, revision)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE alert_revision, alert, import_batch, source;`);
  }
}
