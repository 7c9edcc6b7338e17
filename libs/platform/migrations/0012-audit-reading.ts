import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The auditor's filters; those by actor and by object are indexed from the start. */
export class AuditReading1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX audit_action ON audit_entry (action, id);
      CREATE INDEX audit_at ON audit_entry (at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_at, audit_action');
  }
}
