import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform';

export interface Station {
  id: string;
  name: string;
  district: string;
  kind: 'police' | 'grid';
}

/** Police stations and grid stations of the district. */
@Injectable()
export class Stations {
  constructor(private readonly db: Database) {}

  /** Enters stations or brings their names up to date. */
  async ensure(stations: readonly Station[]): Promise<void> {
    await this.db.query(
      `INSERT INTO station (id, name, district, kind)
       SELECT id, name, district, kind FROM jsonb_to_recordset($1::jsonb) AS s(id text, name text, district text, kind text)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, district = excluded.district, kind = excluded.kind`,
      [JSON.stringify(stations)],
    );
  }

  /** Id of the station that sources and officers name by id or name; null when nobody knows it. */
  async find(tx: Pick<Tx, 'query'>, named: string | null): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `SELECT id FROM station WHERE id = $1 OR name = $1 ORDER BY id = $1 DESC LIMIT 1`,
      [named],
    );
    return row?.id ?? null;
  }

  /** Where a visit goes when nobody else can make it; there is always one. */
  async fallback(tx: Pick<Tx, 'query'>): Promise<string> {
    const [row] = await tx.query<{ id: string }>(`SELECT id FROM station WHERE fallback`);
    return row!.id;
  }
}
