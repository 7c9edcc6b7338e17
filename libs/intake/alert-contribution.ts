import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contributions } from '#cases';
import type { CaseView } from '#contracts';
import type { Signal } from '#escalation';
import { People } from '#people';
import { Database, DeskError } from '#platform';
import { Placement } from './place-alert.js';
import { fieldError, type Flaw } from './reasons.js';

type Part = Pick<CaseView, 'warnings' | 'suspect' | 'descriptions' | 'signals'>;

interface Row {
  id: string;
  case_id: string;
  person_id: string;
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

/** What the alerts say, for the view of their case: opened only when somebody who may looks, free text masked. */
@Injectable()
export class AlertContribution implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contributions: Contributions,
    private readonly placement: Placement,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.contributions.contribute('alerts', (caseIds) => this.of(caseIds));
  }

  private async of(caseIds: string[]): Promise<Map<string, Part>> {
    const rows = await this.db.query<Row & Record<string, unknown>>(
      `SELECT * FROM (
         SELECT a.id, a.case_id, c.person_id, a.source_id, a.source_ref, s.name AS source_name, a.revision, a.raised_at,
                (extract(epoch from coalesce(a.revised_at, a.received_at)) * 1000)::float8 AS read_ms,
                a.payload_sealed, a.warnings, a.signals,
                row_number() OVER (PARTITION BY a.case_id ORDER BY a.received_at DESC, a.id DESC) AS n
           FROM alert a JOIN source s ON s.id = a.source_id JOIN desk_case c ON c.id = a.case_id
          WHERE a.case_id = ANY ($1)) x
        WHERE n <= $2 ORDER BY n DESC`,
      [caseIds, NEWEST],
    );
    const masks = await this.people.textMasks([...new Set(rows.map((row) => row.person_id))]);
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
          text: masks.get(row.person_id)!(
            alert.description,
            alert.person.name === null ? [] : [alert.person.name],
            [...alert.suspect.phones, ...alert.suspect.accounts],
          ),
        });
      }
    }
    return parts;
  }

  /**
   * A description as the source wrote it, of an alert of the case or of one merged into it; the caller records the look.
   *
   * @throws DeskError not_found
   */
  async reveal(caseId: string, alertId: string): Promise<string | null> {
    const row = await this.db.one<Row & Record<string, unknown>>(
      `SELECT source_id, source_ref, revision, payload_sealed,
              (extract(epoch from coalesce(revised_at, received_at)) * 1000)::float8 AS read_ms
         FROM alert
        WHERE id = $1 AND case_id IN (SELECT id FROM desk_case WHERE id = $2 OR merged_into = $2)`,
      [alertId, caseId],
    );
    if (!row) throw new DeskError('not_found', 'no such alert on this case');
    return this.placement.read(row.payload_sealed, row, row.revision).alert.description;
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
