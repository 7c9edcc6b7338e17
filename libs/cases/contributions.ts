import { Injectable } from '@nestjs/common';
import type { CaseView, CountermeasureView, MessageView, VisitView } from '#contracts';

/** What features above `cases` add to a case's view. */
export interface Contributed {
  visits: VisitView[];
  countermeasures: CountermeasureView[];
  messages: MessageView[];
  /** From the alerts: what sources wrote, warnings on fields, the fraudsters' side. */
  alerts: Pick<CaseView, 'warnings' | 'suspect' | 'descriptions' | 'signals'>;
}
export type Contribute<K extends keyof Contributed> = (
  caseIds: string[],
) => Promise<Map<string, Contributed[K]>>;

/** Where those features register, so that the view needs no import upwards. */
@Injectable()
export class Contributions {
  private readonly parts = new Map<keyof Contributed, Contribute<keyof Contributed>>();

  /** @throws Error when the part is contributed already. */
  contribute<K extends keyof Contributed>(part: K, provide: Contribute<K>): void {
    if (this.parts.has(part)) throw new Error(`${part} of a case's view is contributed twice`);
    this.parts.set(part, provide as Contribute<keyof Contributed>);
  }

  /** What the feature says of one case; undefined when the feature is not in this process or has nothing. */
  async of<K extends keyof Contributed>(part: K, caseId: string): Promise<Contributed[K] | undefined> {
    return (await this.ofAll(part, [caseId])).get(caseId);
  }

  /** The same of several cases, by their ids, in the order given. */
  async ofAll<K extends keyof Contributed>(
    part: K,
    caseIds: readonly string[],
  ): Promise<Map<string, Contributed[K]>> {
    const provide = this.parts.get(part) as Contribute<K> | undefined;
    const said = provide ? await provide([...caseIds]) : new Map<string, Contributed[K]>();
    return new Map(
      caseIds.flatMap((id) => {
        const part = said.get(id);
        return part === undefined ? [] : [[id, part] as const];
      }),
    );
  }
}
