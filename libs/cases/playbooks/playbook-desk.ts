import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { PlaybookText, PlaybookVersion } from '#contracts';
import {
  BUILT_IN_PLAYBOOKS,
  builtInPlaybook,
  DEFAULT_PLAYBOOK,
  type Playbook,
  type PlaybookRef,
} from '#escalation';
import { Database, DeskError, type Tx } from '#platform';
import { assertSound, playbookYaml, readSoundPlaybook } from './playbook-document.js';
import { IN_FORCE } from './playbooks.js';
import { assertSimulated, sameVersion, type KeptSimulation } from './simulation-flaws.js';

interface Row {
  id: string;
  version: number;
  note: string | null;
  drafted_by: string;
  drafter: string;
  drafted_at: Date;
  simulated: boolean;
  published_by: string | null;
  publisher: string | null;
  effective_from: Date | null;
}

type Draft = { body: Playbook; drafted_by: string; simulation: KeptSimulation };

const SELECT = `
  SELECT p.id, p.version, p.note, p.drafted_by, d.name AS drafter, p.drafted_at, p.simulation IS NOT NULL AS simulated,
         p.published_by, b.name AS publisher, p.effective_from
    FROM playbook p JOIN account d ON d.id = p.drafted_by LEFT JOIN account b ON b.id = p.published_by`;

/** Drafting and publishing playbooks: a version never changes, and a second person publishes it (design.md section 4). */
@Injectable()
export class PlaybookDesk {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** Every version, newest first; the built-in ones last. */
  async list(): Promise<PlaybookVersion[]> {
    const [rows, inForce] = await Promise.all([
      this.db.query<Row & Record<string, unknown>>(
        `${SELECT} ORDER BY p.drafted_at DESC, p.id, p.version DESC`,
      ),
      this.inForce(),
    ]);
    return [
      ...rows.map((row) => view(row, inForce)),
      ...BUILT_IN_PLAYBOOKS.map((one) => builtIn(one, inForce)),
    ];
  }

  /** @throws DeskError not_found */
  async read(ref: PlaybookRef): Promise<PlaybookText> {
    const inForce = await this.inForce();
    const own = builtInPlaybook(ref);
    if (own) return { ...builtIn(own, inForce), body: own, document: playbookYaml(own) };
    const row = await this.db.one<Row & { body: Playbook } & Record<string, unknown>>(
      `${SELECT.replace('SELECT', 'SELECT p.body,')} WHERE p.id = $1 AND p.version = $2`,
      [ref.id, ref.version],
    );
    if (!row) throw new DeskError('not_found', 'no such playbook');
    return { ...view(row, inForce), body: row.body, document: playbookYaml(row.body) };
  }

  /**
   * Keeps a draft as the next version of the playbook it names.
   *
   * @throws DeskError malformed or invalid, with everything that keeps it from being published.
   */
  async draft(text: string, note: string | undefined, by: string): Promise<PlaybookRef> {
    const playbook = readSoundPlaybook(text);
    if (BUILT_IN_PLAYBOOKS.some((one) => one.id === playbook.id)) {
      const message = `${playbook.id} is the built-in playbook; give the office's own another id`;
      throw new DeskError('invalid', message, [
        { field: 'id', code: 'reserved', message, messageZh: `${playbook.id} 是内置预案的标识，请另取名称` },
      ]);
    }
    return this.db.transaction(async (tx) => {
      // Two who draft at once get two versions.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('playbook:' || $1))`, [playbook.id]);
      const [last] = await tx.query<{ version: number }>(
        `SELECT coalesce(max(version), 0) AS version FROM playbook WHERE id = $1`,
        [playbook.id],
      );
      const body: Playbook = { ...playbook, version: last!.version + 1 };
      tx.send(
        `INSERT INTO playbook (id, version, body, note, drafted_by, drafted_at)
         VALUES ($1, $2, $3, $4, $5, holdline_now())`,
        [body.id, body.version, JSON.stringify(body), note ?? null, by],
      );
      await this.record(tx, by, 'playbook.draft', body);
      return { id: body.id, version: body.version };
    });
  }

  /** Keeps what a simulation of a draft beside the version in force said. */
  async simulated(ref: PlaybookRef, outcome: NonNullable<KeptSimulation>, by: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.lockDraft(tx, ref);
      tx.send(`UPDATE playbook SET simulation = $3 WHERE id = $1 AND version = $2`, [
        ref.id,
        ref.version,
        JSON.stringify(outcome),
      ]);
      await this.record(tx, by, 'playbook.simulate', ref);
    });
  }

  /**
   * Publishes a draft: cases that open from `effectiveFrom` on begin with it, those that are open keep theirs.
   *
   * @throws DeskError second_person_needed for its own author; wrong_state when it is published already or was not
   *   simulated beside the version in force now; invalid when its simulation found something, when this build has
   *   stricter limits than the one that took the draft, or for a past date.
   */
  async publish(ref: PlaybookRef, effectiveFrom: number | undefined, by: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      // Of two who publish at once the second sees what the first has put in force.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('playbook publish'))`);
      const draft = await this.lockDraft(tx, ref);
      if (draft.drafted_by === by)
        throw new DeskError('second_person_needed', 'somebody else than its author publishes a playbook');
      assertSimulated(draft.simulation, await this.inForce(tx));
      assertSound(draft.body);
      const now = await tx.now();
      if (effectiveFrom !== undefined && effectiveFrom < now) {
        const message = 'a playbook takes effect ahead';
        throw new DeskError('invalid', message, [
          { field: 'effectiveFrom', code: 'time_passed', message, messageZh: '生效时间须晚于现在' },
        ]);
      }
      tx.send(
        `UPDATE playbook SET published_by = $3, published_at = holdline_now(),
                effective_from = to_timestamp($4::float8 / 1000) WHERE id = $1 AND version = $2`,
        [ref.id, ref.version, by, effectiveFrom ?? now],
      );
      await this.record(tx, by, 'playbook.publish', ref, {
        effectiveFrom: new Date(effectiveFrom ?? now).toISOString(),
      });
    });
  }

  /** Drops a draft that nobody published. @throws DeskError not_found, wrong_state */
  async discard(ref: PlaybookRef, by: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.lockDraft(tx, ref);
      tx.send(`DELETE FROM playbook WHERE id = $1 AND version = $2`, [ref.id, ref.version]);
      await this.record(tx, by, 'playbook.discard', ref);
    });
  }

  private async lockDraft(tx: Tx, ref: PlaybookRef): Promise<Draft> {
    const [row] = await tx.query<Draft & { published: boolean }>(
      `SELECT body, drafted_by, simulation, published_at IS NOT NULL AS published
         FROM playbook WHERE id = $1 AND version = $2 FOR UPDATE`,
      [ref.id, ref.version],
    );
    if (!row) throw new DeskError('not_found', 'no such draft');
    if (row.published) throw new DeskError('wrong_state', 'a published version never changes');
    return row;
  }

  private async inForce(reader: Pick<Tx, 'query'> = this.db): Promise<PlaybookRef> {
    const [row] = await reader.query<{ ref: PlaybookRef | null }>(`SELECT (${IN_FORCE}) AS ref`);
    return row?.ref ?? DEFAULT_PLAYBOOK;
  }

  private record(
    tx: Tx,
    by: string,
    action: string,
    { id, version }: PlaybookRef,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    return this.audit.record(tx, {
      actor: by,
      actorKind: 'account',
      action,
      entity: 'playbook',
      entityId: `${id}/${version}`,
      data,
    });
  }
}

function view(row: Row, inForce: PlaybookRef): PlaybookVersion {
  return {
    id: row.id,
    version: row.version,
    state: row.published_by === null ? 'draft' : 'published',
    inForce: sameVersion(row, inForce),
    note: row.note,
    draftedBy: { id: row.drafted_by, name: row.drafter },
    draftedAt: row.drafted_at.toISOString(),
    publishedBy: row.published_by === null ? null : { id: row.published_by, name: row.publisher ?? '' },
    effectiveFrom: row.effective_from?.toISOString() ?? null,
    simulated: row.simulated,
  };
}

function builtIn({ id, version }: Playbook, inForce: PlaybookRef): PlaybookVersion {
  return {
    id,
    version,
    state: 'built_in',
    inForce: sameVersion({ id, version }, inForce),
    note: null,
    draftedBy: null,
    draftedAt: null,
    publishedBy: null,
    effectiveFrom: null,
    simulated: true,
  };
}
