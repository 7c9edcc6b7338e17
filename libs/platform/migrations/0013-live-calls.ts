import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls of ours that are up, an officer's or the robot's: one per person (design.md section 8). */
export class LiveCalls1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whoever hears nothing of a robot call takes it for over by then.
      ALTER TABLE robot_call ADD COLUMN ends_by timestamptz;
      -- Asked under the case's lock before either kind of call begins. "key" is the robot's effect.
      CREATE VIEW live_call AS
        SELECT person_id, by, NULL::text AS key FROM officer_call
         WHERE ended_at IS NULL AND ends_by > holdline_now()
        UNION ALL
        SELECT c.person_id, NULL::uuid, r.outbox_key FROM robot_call r JOIN desk_case c ON c.id = r.case_id
         WHERE r.state IN ('placing', 'placed') AND r.ends_by > holdline_now();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW live_call; ALTER TABLE robot_call DROP COLUMN ends_by;`);
  }
}
