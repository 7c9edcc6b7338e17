import type { Millis } from '../snapshot.js';
import { tierRank } from '../vocabulary.js';
import { Heap } from './heap.js';
import type { SimulatedCase } from './simulated-case.js';

interface Entry {
  of: SimulatedCase;
  stamp: number;
  tier: number;
  deadline: Millis;
  amount: number;
}

/** The queue's order as production has it: tier, deadline, money at risk, then the case (design.md section 4). */
function before(a: Entry, b: Entry): boolean {
  if (a.tier !== b.tier) return a.tier < b.tier;
  if (a.deadline !== b.deadline) return a.deadline < b.deadline;
  if (a.amount !== b.amount) return a.amount > b.amount;
  return a.of.no < b.of.no || (a.of.no === b.of.no && a.stamp > b.stamp);
}

/** Cases that an officer may take now. */
export class Queue {
  private readonly entries = new Heap<Entry>(before);

  /** Looks at a case anew after it changed. One whose step begins later comes back with its wake. */
  look(of: SimulatedCase, now: Millis): void {
    of.queueNo += 1;
    const { next, lease, tier } = of.snapshot;
    if (!next || lease || next.startAt > now) return;
    this.entries.push({
      of,
      stamp: of.queueNo,
      tier: tierRank(tier),
      deadline: next.dueAt ?? next.startAt,
      amount: of.amountFen ?? -1,
    });
  }

  take(): SimulatedCase | null {
    for (let entry = this.entries.pop(); entry; entry = this.entries.pop())
      if (entry.stamp === entry.of.queueNo) return entry.of;
    return null;
  }
}
