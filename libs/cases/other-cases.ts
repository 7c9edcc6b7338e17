import { Injectable } from '@nestjs/common';
import type { OtherCase } from '#contracts';
import { TIERS, type CaseState } from '#escalation';
import { People } from '#people';
import { Database } from '#platform';

interface OtherRow {
  id: string;
  no: string;
  state: CaseState;
  tier: number;
  person_id: string;
}
const SELECT = `SELECT id, no, state, tier, person_id FROM desk_case`;

/** Cases that a case has to do with, masked: those merged into it, and those that may be about the same person. */
@Injectable()
export class OtherCases {
  constructor(
    private readonly db: Database,
    private readonly people: People,
  ) {}

  /** In the order they were received. */
  async mergedInto(caseId: string): Promise<OtherCase[]> {
    return this.masked(
      await this.db.query<OtherRow & Record<string, unknown>>(
        `${SELECT} WHERE merged_into = $1 ORDER BY received_at, id`,
        [caseId],
      ),
    );
  }

  /** Live cases of persons who are linked to this one; a person has one at most. */
  async related(personId: string): Promise<OtherCase[]> {
    const persons = await this.people.linked(personId);
    if (persons.length === 0) return [];
    return this.masked(
      await this.db.query<OtherRow & Record<string, unknown>>(
        `${SELECT} WHERE person_id = ANY ($1) AND state <> 'ended' ORDER BY tier, received_at, id`,
        [persons],
      ),
    );
  }

  private async masked(rows: OtherRow[]): Promise<OtherCase[]> {
    if (rows.length === 0) return [];
    const people = await this.people.masked([...new Set(rows.map((row) => row.person_id))]);
    return rows.map(({ id, no, state, tier, person_id }) => {
      const person = people.get(person_id);
      return {
        ...{ id, no, state },
        tier: TIERS[tier]!,
        person: { name: person?.name ?? null, phone: person?.phone ?? null },
      };
    });
  }
}
