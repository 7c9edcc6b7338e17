import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms are written by what raises them and no longer by way of the outbox: those that still wait there ring now. */
export class AlarmsAtOnce1764000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      WITH waiting AS (
        UPDATE outbox SET state = 'done', settled_at = holdline_now(), sending_until = NULL
         WHERE kind = 'cases.alarm' AND state IN ('pending', 'sending')
        RETURNING key, case_id, payload
      ), rung AS (
        INSERT INTO alarm (key, case_id, rung_id, code, percent, raised_at)
        SELECT key, case_id, payload->>'rungId', payload->>'code', (payload->>'percent')::smallint, holdline_now()
          FROM waiting ON CONFLICT (key) DO NOTHING
        RETURNING id, case_id, rung_id, code, percent
      )
      INSERT INTO case_event (case_id, version, kind, at, data)
      SELECT rung.case_id, c.version, 'alarm', holdline_now(),
             jsonb_build_object('alarmId', rung.id, 'code', rung.code, 'rungId', rung.rung_id, 'percent', rung.percent)
        FROM rung JOIN desk_case c ON c.id = rung.case_id;
    `);
  }

  async down(): Promise<void> {
    // What has rung has rung.
  }
}
