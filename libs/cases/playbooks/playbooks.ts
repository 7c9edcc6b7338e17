import { Injectable } from '@nestjs/common';
import {
  builtInPlaybook,
  DEFAULT_PLAYBOOK,
  indexOf,
  ladderFor,
  type CaseSnapshot,
  type Need,
  type Playbook,
  type PlaybookRef,
  type RungKind,
} from '#escalation';
import { Database, type Tx } from '#platform';

/** SQL of the reference of the office's version in force, as JSON; NULL while the built-in one is. */
export const IN_FORCE = `
  SELECT jsonb_build_object('id', id, 'version', version) FROM playbook
   WHERE effective_from <= holdline_now() ORDER BY effective_from DESC, published_at DESC LIMIT 1`;

const keyOf = ({ id, version }: PlaybookRef): string => `${id}/${version}`;

/** The playbooks that cases run by. Versions never change once a case may have one, so each is read once. */
@Injectable()
export class Playbooks {
  private readonly read = new Map<string, Playbook>();

  constructor(private readonly db: Database) {}

  /** Without asking the database: undefined when it was not read before. */
  known(ref: PlaybookRef): Playbook | undefined {
    return builtInPlaybook(ref) ?? this.read.get(keyOf(ref));
  }

  /**
   * The playbook of a case.
   *
   * @throws Error when there is no such published version: such a case must not be decided by another one's rules.
   */
  async of(ref: PlaybookRef, reader: Pick<Tx, 'query'> = this.db): Promise<Playbook> {
    const known = this.known(ref);
    if (known) return known;
    const [row] = await reader.query<{ body: Playbook }>(
      `SELECT body FROM playbook WHERE id = $1 AND version = $2 AND published_at IS NOT NULL`,
      [ref.id, ref.version],
    );
    if (!row) throw new Error(`playbook ${ref.id} v${ref.version} is not known`);
    this.read.set(keyOf(ref), row.body);
    return row.body;
  }

  /** The version that a case opened now would begin with. */
  async inForce(reader: Pick<Tx, 'query'> = this.db): Promise<Playbook> {
    const [row] = await reader.query<{ ref: PlaybookRef | null }>(`SELECT (${IN_FORCE}) AS ref`);
    return row?.ref ? this.of(row.ref, reader) : DEFAULT_PLAYBOOK;
  }

  /** What whoever works this kind of step on the case must bring along. */
  async needs(tx: Tx, caseId: string, kind: RungKind): Promise<Need[]> {
    const [row] = await tx.query<{ snapshot: CaseSnapshot }>(`SELECT snapshot FROM desk_case WHERE id = $1`, [
      caseId,
    ]);
    const { playbook, tier, facts } = row!.snapshot;
    const { ladder } = ladderFor(indexOf(await this.of(playbook, tx)), tier, facts);
    return [...(ladder.rungs.find((spec) => spec.kind === kind)?.needs ?? [])];
  }
}
