import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The engine's state as text: each step of a ladder reads and writes the whole of it, and hardly any statement looks
 * into it. A row of it that would fit a page is not worth compressing either.
 */
export class SnapshotAsText1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE desk_case ALTER COLUMN snapshot TYPE json USING snapshot::json;
      ALTER TABLE desk_case SET (toast_tuple_target = 4080);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE desk_case RESET (toast_tuple_target);
      ALTER TABLE desk_case ALTER COLUMN snapshot TYPE jsonb USING snapshot::jsonb;
    `);
  }
}
