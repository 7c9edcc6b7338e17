import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, sessions, sign-in lockout, and the audit trail. */
export class Identity1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id            uuid PRIMARY KEY DEFAULT uuidv7(),
        username      text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
        name          text NOT NULL CHECK (name <> ''),
        role          text NOT NULL CHECK (role IN ('duty_officer','supervisor','approver','field_officer',
                        'grid_worker','appeals_officer','auditor','system_admin','security_admin')),
        -- 警号 or 工号: the human being behind the account. Who has none (the first administrator) proposes nothing.
        person_no     text CHECK (person_no ~ '^[A-Z0-9-]{2,40}$'),
        station       text,
        -- Sworn officers of a configured rank may approve (domain.md section 5).
        sworn         boolean NOT NULL DEFAULT false,
        rank          text,
        password_hash text NOT NULL,
        totp_sealed   bytea,
        -- Last time step whose code was taken: a code opens one session only.
        totp_step     bigint,
        created_at    timestamptz NOT NULL DEFAULT holdline_now(),
        disabled_at   timestamptz,
        CHECK (NOT sworn OR (rank IS NOT NULL AND person_no IS NOT NULL))
      );
      -- One open account for each human being; a shut one keeps its number, by which four eyes still know it.
      CREATE UNIQUE INDEX account_person ON account (person_no) WHERE disabled_at IS NULL;

      CREATE TABLE session (
        id           uuid PRIMARY KEY DEFAULT uuidv7(),
        token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        account_id   uuid NOT NULL REFERENCES account (id),
        created_at   timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at   timestamptz NOT NULL,
        ended_at     timestamptz
      );
      CREATE INDEX session_live ON session (account_id) WHERE ended_at IS NULL;
      COMMENT ON COLUMN session.token_hash IS 'SHA-256 of the 32 random bytes in the cookie; the token itself is not kept';

      -- Kept by the digest of the name that was typed, known or not, so that a lockout does not tell which
      -- names exist, and so that a password typed into the wrong field is not stored.
      CREATE TABLE sign_in_failure (
        username_hash  bytea PRIMARY KEY,
        failed         integer NOT NULL,
        last_failed_at timestamptz NOT NULL,
        locked_until   timestamptz
      );
      CREATE INDEX sign_in_failure_old ON sign_in_failure (last_failed_at);

      CREATE TABLE audit_entry (
        id         uuid PRIMARY KEY DEFAULT uuidv7(),
        at         timestamptz NOT NULL DEFAULT holdline_now(),
        actor      uuid,
        actor_kind text NOT NULL CHECK (actor_kind IN ('account','source','system')),
        action     text NOT NULL,
        entity     text NOT NULL,
        entity_id  text,
        data       jsonb NOT NULL DEFAULT '{}',
        -- Given once by the sealer, after commit.
        no         bigint UNIQUE,
        prev_hash  bytea,
        hash       bytea,
        CHECK ((no IS NULL) = (hash IS NULL) AND (no IS NULL) = (prev_hash IS NULL))
      );
      CREATE INDEX audit_unsealed ON audit_entry (id) WHERE no IS NULL;
      CREATE INDEX audit_entity ON audit_entry (entity, entity_id, id);
      CREATE INDEX audit_actor ON audit_entry (actor, id) WHERE actor IS NOT NULL;
      COMMENT ON TABLE audit_entry IS 'Who did what, hash-chained; keys and reasons, never personal data';

      CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.no IS NOT NULL THEN RAISE EXCEPTION 'audit entries are numbered by the sealer only'; END IF;
          RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.no IS NULL AND NEW.no IS NOT NULL
           AND (OLD.id, OLD.at, OLD.actor, OLD.actor_kind, OLD.action, OLD.entity, OLD.entity_id, OLD.data)
               IS NOT DISTINCT FROM
               (NEW.id, NEW.at, NEW.actor, NEW.actor_kind, NEW.action, NEW.entity, NEW.entity_id, NEW.data) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER audit_entry_append_only BEFORE INSERT OR UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_guard();
      CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_entry, sign_in_failure, session, account; DROP FUNCTION audit_entry_guard();
    `);
  }
}
