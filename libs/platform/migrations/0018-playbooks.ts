import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The office's own playbooks. What was published never changes: cases keep the version they began with. */
export class Playbooks1764000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE playbook (
        id             text NOT NULL CHECK (id <> 'default'),
        version        integer NOT NULL,
        -- json, not jsonb: the order of rungs and fields is the author's.
        body           json NOT NULL,
        note           text,
        drafted_by     uuid NOT NULL REFERENCES account (id),
        drafted_at     timestamptz NOT NULL,
        -- What a simulation beside the version in force said; needed to publish.
        simulation     json,
        published_by   uuid REFERENCES account (id),
        published_at   timestamptz,
        effective_from timestamptz,
        PRIMARY KEY (id, version),
        CHECK (published_by IS DISTINCT FROM drafted_by),
        CHECK ((published_at IS NULL) = (published_by IS NULL) AND (published_at IS NULL) = (effective_from IS NULL)),
        CHECK (published_at IS NULL OR simulation IS NOT NULL)
      );
      CREATE INDEX playbook_effective ON playbook (effective_from DESC) WHERE effective_from IS NOT NULL;
      CREATE FUNCTION playbook_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.published_at IS NOT NULL THEN
          RAISE EXCEPTION 'playbook % v% is published and never changes', OLD.id, OLD.version;
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.body::text <> OLD.body::text OR NEW.id <> OLD.id OR NEW.version <> OLD.version) THEN
          RAISE EXCEPTION 'the text of a version never changes; draft another';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER playbook_is_kept BEFORE UPDATE OR DELETE ON playbook
        FOR EACH ROW EXECUTE FUNCTION playbook_is_kept();
      -- What a visit must bring along (uniform, dialect, sign language), as the ladder had it when it was dispatched.
      ALTER TABLE visit ADD COLUMN needs text[] NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE visit DROP COLUMN needs;
      DROP TABLE playbook;
      DROP FUNCTION playbook_is_kept;
    `);
  }
}
