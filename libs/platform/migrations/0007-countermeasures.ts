import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests to banks and carriers, the switches they stand behind and their limits (domain.md section 5). */
export class Countermeasures1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whether the office uses a kind against a target at all. What touches the person themself needs a legal basis
      -- on record; a suspect's receiving account has one in law (Anti-Telecom-Fraud Law Art 20).
      CREATE TABLE countermeasure_switch (
        kind        text NOT NULL,
        target      text NOT NULL,
        enabled     boolean NOT NULL,
        legal_basis text CHECK (legal_basis <> ''),
        -- Says of itself that it is made up, for the demo.
        sample      boolean NOT NULL DEFAULT false,
        recorded_by uuid REFERENCES account (id),
        recorded_at timestamptz,
        PRIMARY KEY (kind, target),
        CHECK (NOT enabled OR legal_basis IS NOT NULL)
      );
      INSERT INTO countermeasure_switch (kind, target, enabled, legal_basis) VALUES
        ('transfer_limit',      'suspect_account', true,  '《反电信网络诈骗法》第二十条'),
        ('stop_payment',        'suspect_account', true,  '《反电信网络诈骗法》第二十条'),
        ('transfer_limit',      'victim_account',  false, NULL),
        ('stop_payment',        'victim_account',  false, NULL),
        ('line_suspension',     'victim_line',     false, NULL),
        ('call_forward_cancel', 'victim_line',     false, NULL),
        ('network_cut',         'victim_line',     false, NULL);

      -- Durations in seconds; per_account counts what is on its way and what was ever in force on one account, across cases.
      CREATE TABLE countermeasure_limit (
        kind        text PRIMARY KEY,
        default_s   integer NOT NULL CHECK (default_s > 0),
        max_s       integer NOT NULL CHECK (max_s >= default_s),
        per_account smallint CHECK (per_account > 0)
      );
      INSERT INTO countermeasure_limit (kind, default_s, max_s, per_account) VALUES
        ('transfer_limit',      86400,  86400,  NULL),
        ('stop_payment',        172800, 172800, 2),
        ('line_suspension',     600,    1800,   NULL),
        ('call_forward_cancel', 86400,  86400,  NULL),
        ('network_cut',         600,    1800,   NULL);

      CREATE SEQUENCE countermeasure_no_seq;

      CREATE TABLE countermeasure (
        id               uuid PRIMARY KEY DEFAULT uuidv7(),
        -- Number of the document, as the institution files it.
        document_no      text NOT NULL UNIQUE,
        case_id          uuid NOT NULL REFERENCES desk_case (id),
        kind             text NOT NULL,
        target           text NOT NULL,
        institution      text NOT NULL CHECK (institution IN ('bank','carrier')),
        -- Account or line, sealed with purpose 'note' and bound to the id; the index counts across cases.
        target_sealed    bytea,
        target_index     bytea,
        -- Legal basis, necessity and scope, and the reasons of decisions: JSON, sealed likewise.
        statement_sealed bytea NOT NULL,
        duration_s       integer,
        state            text NOT NULL CHECK (state IN ('drafted','awaiting_approval','approved','sent','acknowledged',
                           'in_force','expiring','released','rejected','failed','withdrawn')),
        version          integer NOT NULL DEFAULT 1,
        -- Sent, and no answer that says whether it arrived.
        unknown          boolean NOT NULL DEFAULT false,
        occasion         text NOT NULL CHECK (occasion IN ('paid','critical','high','medium')),
        draft_key        text UNIQUE,
        proposed_by      uuid REFERENCES account (id),
        decided_by       uuid REFERENCES account (id),
        -- Who these people are, beyond their accounts: person numbers, and the rank of who decided, as at the time.
        proposed_no      text,
        decided_no       text,
        decided_rank     text,
        institution_ref  text,
        release_reason   text,
        release_tries    integer NOT NULL DEFAULT 0,
        -- Clocks: each from when to when.
        clock_from       timestamptz NOT NULL,
        approve_by       timestamptz,
        send_by          timestamptz,
        acknowledge_by   timestamptz,
        alarmed          text[] NOT NULL DEFAULT '{}',
        decided_at       timestamptz,
        -- When it first went out, whether or not anybody answered: from then on it ends by a confirmed release.
        sent_at          timestamptz,
        acknowledged_at  timestamptz,
        in_force_at      timestamptz,
        ends_at          timestamptz,
        release_asked_at timestamptz,
        released_at      timestamptz,
        -- Next thing to look at: a clock's mark, a question to the institution, the end. Null only when it is over.
        wake_at          timestamptz,
        poll_at          timestamptz,
        created_at       timestamptz NOT NULL,
        CHECK ((state IN ('released','rejected','failed','withdrawn')) = (wake_at IS NULL)),
        -- Nothing blank, no approval by the proposer, once it has left the desk.
        CHECK (state IN ('drafted','withdrawn') OR
               (target_sealed IS NOT NULL AND target_index IS NOT NULL AND duration_s > 0 AND proposed_by IS NOT NULL)),
        -- Four eyes: two accounts of two human beings, and who decides has a rank.
        CHECK (decided_by <> proposed_by AND decided_no <> proposed_no),
        CHECK ((proposed_by IS NULL) = (proposed_no IS NULL)),
        CHECK ((decided_by IS NULL) = (decided_no IS NULL) AND (decided_by IS NULL) = (decided_rank IS NULL))
      );
      CREATE INDEX countermeasure_wake ON countermeasure (wake_at) WHERE wake_at IS NOT NULL;
      CREATE INDEX countermeasure_case ON countermeasure (case_id);
      CREATE INDEX countermeasure_target ON countermeasure (target_index, kind) WHERE target_index IS NOT NULL;
      CREATE INDEX countermeasure_state ON countermeasure (state, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE countermeasure, countermeasure_limit, countermeasure_switch; DROP SEQUENCE countermeasure_no_seq;
    `);
  }
}
