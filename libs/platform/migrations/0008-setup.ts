import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way in on the first start, and which accounts are the demo's. */
export class Setup1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- At most one invitation: a new one replaces the old, and whoever uses it takes it away.
      CREATE TABLE first_admin_invitation (
        only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
        expires_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN first_admin_invitation.token_hash IS 'SHA-256 of 32 random bytes; the token itself is printed once and not kept';

      -- Accounts whose passwords lie in demo.json: only these may be given new ones without a person asking.
      ALTER TABLE account ADD COLUMN demo boolean NOT NULL DEFAULT false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE account DROP COLUMN demo; DROP TABLE first_admin_invitation;`);
  }
}
