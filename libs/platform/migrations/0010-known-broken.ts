import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What broke and what was given up, so that one row never holds up another and a person hears of each. */
export class KnownBroken1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox
        -- Failures in a row of our own work on the row (re-checking it, telling its case), not of the effect.
        ADD COLUMN errors smallint NOT NULL DEFAULT 0,
        -- What the effect came to while telling of it fails: {status, code}.
        ADD COLUMN result jsonb,
        -- Failed or unknown, and no feature was told: a finding until somebody takes note of its alarm.
        ADD COLUMN untold boolean NOT NULL DEFAULT false;
      CREATE INDEX outbox_broken ON outbox (id) WHERE errors > 0 AND state IN ('pending', 'sending');
      CREATE INDEX outbox_untold ON outbox (id) WHERE untold;

      ALTER TABLE alarm
        -- The row that the auditor's finding is about; null on every other alarm.
        ADD COLUMN finding_id uuid,
        -- When the auditor found it healed.
        ADD COLUMN cleared_at timestamptz;
      DROP INDEX alarm_open;
      CREATE INDEX alarm_open ON alarm (raised_at) WHERE acknowledged_at IS NULL AND cleared_at IS NULL;

      -- Both stay empty; the auditor looks into them every few seconds.
      CREATE INDEX case_without_wake ON desk_case (id) WHERE state <> 'ended' AND wake_at IS NULL;
      CREATE INDEX alert_without_clock ON alert (id) WHERE status = 'quarantined' AND due_at IS NULL;
      CREATE INDEX case_broken ON desk_case (id) WHERE wake_errors > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX case_broken, alert_without_clock, case_without_wake, alarm_open, outbox_untold, outbox_broken;
      CREATE INDEX alarm_open ON alarm (raised_at) WHERE acknowledged_at IS NULL;
      ALTER TABLE alarm DROP COLUMN cleared_at, DROP COLUMN finding_id;
      ALTER TABLE outbox DROP COLUMN untold, DROP COLUMN result, DROP COLUMN errors;
    `);
  }
}
