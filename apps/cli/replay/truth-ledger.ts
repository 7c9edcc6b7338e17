import type { Reaction } from './modelled-person.js';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Local day of Asia/Shanghai, as days since the epoch. */
export const localDay = (at: number): number => Math.floor((at + SHANGHAI_MS) / DAY_MS);

/**
 * What really happened, written down by the model and not by Holdline: who was talked to, when, and whether they were
 * told and verified. The persuasions are recounted from it by the rule of domain.md section 7.
 */
export class TruthLedger {
  /** `episode|day` of each completed contact. */
  private readonly contacts = new Set<string>();
  private readonly byDay = new Map<number, number>();

  /** @param episode what the model takes for one episode of one person */
  talked(episode: string, at: number, reaction: Reaction): void {
    const dissuaded = ['persuaded_phone', 'persuaded_visit', 'wavering', 'denies'].includes(reaction.outcome);
    if (!dissuaded || reaction.kind === 'follow_up' || (reaction.gate?.identityFacts.length ?? 0) < 2) return;
    const day = localDay(at);
    const key = `${episode}|${day}`;
    if (this.contacts.has(key)) return;
    this.contacts.add(key);
    this.byDay.set(day, (this.byDay.get(day) ?? 0) + 1);
  }

  get persuasions(): number {
    return this.contacts.size;
  }

  onDay(day: number): number {
    return this.byDay.get(day) ?? 0;
  }
}
