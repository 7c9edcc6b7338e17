import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contributions } from '#cases';
import type { CaseView } from '#contracts';
import type { Signal } from '#escalation';
import { Database } from '#platform';
import { Placement } from './place-alert.js';
import { fieldError, type Flaw } from './reasons.js';

type Part = Pick<CaseView, 'warnings' | 'suspect' | 'descriptions' | 'signals'>;

interface Row {
  id: string;
  case_id: string;
  source_id: string;
  source_ref: string;
  source_name: string;
  revision: number;
  read_ms: number;
  raised_at: Date;
  payload_sealed: Buffer;
  warnings: Flaw[];
  signals: Signal[];
}

/** Newest alerts of a case that its view opens; a person who is alerted more often is a story for the timeline. */
const NEWEST = 20;

/** What the alerts say, for the view of their case: opened only when somebody who may looks. */
@Injectable()
export class AlertContribution implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contributions: Contributions,
    private readonly placement: Placement,
  ) {}

  onModuleInit(): void {
    this.contributions.contribute('alerts', (caseIds) => this.of(caseIds));
  }

  private async of(caseIds: string[]): Promise<Map<string, Part>> {
    const rows = await this.db.query<Row & Record<string, unknown>>(
      `SELECT * FROM (
         SELECT a.id, a.case_id, a.source_id, a.source_ref, s.name AS source_name, a.revision, a.raised_at,
                (extract(epoch from coalesce(a.revised_at, a.received_at)) * 1000)::float8 AS read_ms,
                a.payload_sealed, a.warnings, a.signals,
                row_number() OVER (PARTITION BY a.case_id ORDER BY a.received_at DESC, a.id DESC) AS n
           FROM alert a JOIN source s ON s.id = a.source_id WHERE a.case_id = ANY ($1)) x
        WHERE n <= $2 ORDER BY n DESC`,
      [caseIds, NEWEST],
    );
    const parts = new Map<string, Part>();
    for (const row of rows) {
      const part = parts.get(row.case_id) ?? emptyPart();
      parts.set(row.case_id, part);
      const { alert } = this.placement.read(row.payload_sealed, row, row.revision);
      part.warnings.push(...row.warnings.map((flaw) => fieldError(flaw)));
      part.signals = [...new Set([...part.signals, ...row.signals])];
      for (const kind of ['phones', 'accounts', 'urls', 'apps'] as const) {
        part.suspect[kind] = [...new Set([...part.suspect[kind], ...alert.suspect[kind]])];
      }
      if (alert.description !== null) {
        part.descriptions.push({
          alertId: row.id,
          sourceName: row.source_name,
          at: row.raised_at.toISOString(),
          text: alert.description,
        });
      }
    }
    return parts;
  }
}

function emptyPart(): Part {
  return {
    warnings: [],
    suspect: { phones: [], accounts: [], urls: [], apps: [] },
    descriptions: [],
    signals: [],
  };
}
