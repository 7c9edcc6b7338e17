import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passwords that an administrator hands out, and that their owners replace. */
export class Accounts1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Set: the password is a one-time one, good until then, and opens nothing but the way to a password of one's own.
      ALTER TABLE account ADD COLUMN one_time_until timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE account DROP COLUMN one_time_until;`);
  }
}
