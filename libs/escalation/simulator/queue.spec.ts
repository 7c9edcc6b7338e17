import { NOON, Story } from '../ladder-story.js';
import type { CaseSnapshot } from '../snapshot.js';
import type { Tier } from '../vocabulary.js';
import { Draws } from './draws.js';
import { ModelledPerson } from './modelled-person.js';
import { Queue } from './queue.js';
import type { SimulatedCase } from './simulated-case.js';

let opened = 0;

function waiting(tier: Tier, dueAt: number, amountFen: number | null = null): SimulatedCase {
  const { snapshot } = new Story({ tier });
  opened += 1;
  return {
    person: new ModelledPerson(new Draws('queue'), opened, NOON),
    no: opened,
    openedTier: tier,
    receivedAt: NOON,
    snapshot: { ...snapshot, next: { rungId: 'call', kind: 'call', startAt: NOON, dueAt } },
    amountFen,
    queueNo: 0,
    lookAt: null,
    attempted: false,
    reached: false,
    countedDay: null,
  };
}

function change(of: SimulatedCase, fields: Partial<CaseSnapshot>): void {
  of.snapshot = { ...of.snapshot, ...fields };
}

/** Takes everything. */
function taken(queue: Queue): SimulatedCase[] {
  const cases: SimulatedCase[] = [];
  for (let of = queue.take(); of; of = queue.take()) cases.push(of);
  return cases;
}

describe('the simulated queue', () => {
  it('has production’s order: tier, deadline, money, then who was first', () => {
    // Opened before those that go first.
    const [medium, little] = [waiting('medium', NOON + 5), waiting('high', NOON + 20, 100)];
    const inOrder = [
      waiting('critical', NOON + 90),
      waiting('high', NOON + 10),
      waiting('high', NOON + 20, 900),
      little,
      waiting('high', NOON + 20),
      waiting('high', NOON + 20),
      medium,
    ];
    const queue = new Queue();
    for (const at of [4, 6, 0, 5, 2, 1, 3]) queue.look(inOrder[at]!, NOON);
    expect(taken(queue).map(({ no }) => no)).toEqual(inOrder.map(({ no }) => no));
  });

  it('hands a case out once, where its last change put it', () => {
    const [moved, other] = [waiting('medium', NOON), waiting('high', NOON)];
    const queue = new Queue();
    queue.look(moved, NOON);
    queue.look(other, NOON);
    change(moved, { tier: 'critical' });
    queue.look(moved, NOON);
    expect(taken(queue)).toEqual([moved, other]);
  });

  it('has no case that somebody holds, that has nothing to do, or whose step begins later', () => {
    const [held, idle, later] = [waiting('high', NOON), waiting('high', NOON), waiting('high', NOON)];
    const queue = new Queue();
    for (const one of [held, idle]) queue.look(one, NOON);
    change(held, { lease: { by: 'officer-1', until: NOON + 1, callUntil: null } });
    change(idle, { next: null });
    for (const one of [held, idle]) queue.look(one, NOON);
    queue.look(later, NOON - 1);
    expect(queue.take()).toBeNull();
    queue.look(later, NOON);
    expect(queue.take()).toBe(later);
  });
});
