import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TIERS, type Tier } from '#escalation';
import { Database, DeskError, KeyRing, sameSecret, wallClock } from '#platform';

export type SourceKind = 'push' | 'pull' | 'manual';

export interface Source {
  id: string;
  name: string;
  kind: SourceKind;
  /** No alert of this source counts as less urgent. */
  tierFloor: Tier | null;
  /** Alerts an hour that are usual; beyond this times `burst` outward effects wait. Null: no limit. */
  usualPerHour: number | null;
  burst: number;
  /** Has a secret: a push that carries Standard Webhooks headers is held against it (optional, design.md section 5). */
  signed: boolean;
}

export interface NewSource {
  id: string;
  name: string;
  kind: Exclude<SourceKind, 'manual'>;
  token?: string;
  /** `whsec_…` */
  secret?: string;
  tierFloor?: Tier;
  usualPerHour?: number;
  pullUrl?: string;
  pullToken?: string;
  pullEveryS?: number;
}

interface SourceRow {
  id: string;
  name: string;
  kind: SourceKind;
  tier_floor: number | null;
  usual_per_hour: number | null;
  burst: number;
  token_hash: Buffer | null;
  secret_sealed: Buffer | null;
}

export const MANUAL_SOURCE = 'manual';
/** A token that was revoked may work this much longer. */
const REMEMBERED_MS = 5_000;

const COLUMNS = 'id, name, kind, tier_floor, usual_per_hour, burst, token_hash, secret_sealed';

/** Who sends alerts, and how each proves it. */
@Injectable()
export class Sources {
  private readonly remembered = new Map<string, { source: Source; hash: Buffer; until: number }>();

  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
  ) {}

  /** The source whose bearer token this is; null for a wrong one and for a source that is switched off. */
  async byToken(token: string): Promise<Source | null> {
    const hash = tokenHash(token);
    const name = hash.toString('base64');
    const held = this.remembered.get(name);
    if (held && held.until > wallClock.elapsed() && sameSecret(held.hash, hash)) return held.source;
    this.remembered.delete(name);
    const row = await this.db.one<SourceRow>(
      `SELECT ${COLUMNS} FROM source WHERE token_hash = $1 AND kind = 'push' AND NOT disabled`,
      [hash],
    );
    if (!row?.token_hash || !sameSecret(row.token_hash, hash)) return null;
    const source = sourceOf(row);
    this.remembered.set(name, { source, hash, until: wallClock.elapsed() + REMEMBERED_MS });
    return source;
  }

  /** @throws DeskError not_found */
  async byId(id: string): Promise<Source> {
    const row = await this.db.one<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE id = $1 AND NOT disabled`, [
      id,
    ]);
    if (!row) throw new DeskError('not_found', 'no such source');
    return sourceOf(row);
  }

  /** Secret that the source signs its pushes with; null when it does not sign. */
  async secret(id: string): Promise<string | null> {
    const row = await this.db.one<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE id = $1`, [id]);
    return row?.secret_sealed
      ? this.keys.open('secret', row.secret_sealed, `source:${id}`).toString('utf8')
      : null;
  }

  /** Makes a source or changes it; its cursor and its alerts stay. */
  async save(source: NewSource): Promise<void> {
    const sealed = (value: string | undefined, context: string): Buffer | null =>
      value === undefined ? null : this.keys.seal('secret', value, context);
    await this.db.query(
      `INSERT INTO source (id, name, kind, token_hash, secret_sealed, tier_floor, usual_per_hour, pull_url,
                           pull_token_sealed, pull_every_s)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, token_hash = excluded.token_hash,
         secret_sealed = excluded.secret_sealed, tier_floor = excluded.tier_floor,
         usual_per_hour = excluded.usual_per_hour, pull_url = excluded.pull_url,
         pull_token_sealed = excluded.pull_token_sealed, pull_every_s = excluded.pull_every_s
       WHERE source.kind = excluded.kind`,
      [
        source.id,
        source.name,
        source.kind,
        source.token === undefined ? null : tokenHash(source.token),
        sealed(source.secret, `source:${source.id}`),
        source.tierFloor === undefined ? null : TIERS.indexOf(source.tierFloor),
        source.usualPerHour ?? null,
        source.pullUrl ?? null,
        sealed(source.pullToken, `source:${source.id}:pull`),
        source.pullEveryS ?? 15,
      ],
    );
    this.remembered.clear();
  }
}

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

function sourceOf(row: SourceRow): Source {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    tierFloor: row.tier_floor === null ? null : TIERS[row.tier_floor]!,
    usualPerHour: row.usual_per_hour,
    burst: row.burst,
    signed: row.secret_sealed !== null,
  };
}
