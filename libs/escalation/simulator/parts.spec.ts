import { MINUTE, NOON } from '../ladder-story.js';
import { Agenda } from './agenda.js';
import { ASSUMPTIONS } from './assumptions.js';
import { Draws, oneOf } from './draws.js';
import { Heap } from './heap.js';
import { ModelledScam } from './modelled-scam.js';
import { columns } from './report-cells.js';

describe('the simulator’s heap and agenda', () => {
  it('give what comes first, however it was put in', () => {
    const draws = new Draws('heap');
    const numbers = Array.from({ length: 500 }, (_, no) => draws.at(0, 'stake', no % 400));
    const heap = new Heap<number>((a, b) => a < b);
    const taken: number[] = [];
    numbers.forEach((number, no) => {
      heap.push(number);
      if (no % 5 === 4) taken.push(heap.pop()!);
    });
    while (heap.size > 0) taken.push(heap.pop()!);
    const ascending = (a: number, b: number): number => a - b;
    expect(taken.sort(ascending)).toEqual([...numbers].sort(ascending));
    const sorted = new Heap<number>((a, b) => a < b);
    numbers.forEach((number) => sorted.push(number));
    expect(Array.from(numbers, () => sorted.pop())).toEqual([...numbers].sort(ascending));
    expect(sorted.pop()).toBeUndefined();
  });

  it('do what is planned for one time in the order of planning, and nothing at the end or later', () => {
    const done: string[] = [];
    const agenda = new Agenda(NOON);
    agenda.at(NOON + 2, () => done.push('second'));
    agenda.at(NOON + 1, () => {
      done.push('first');
      agenda.at(NOON, () => done.push(`late, at ${agenda.now - NOON}`));
    });
    agenda.at(NOON + 2, () => done.push('third'));
    agenda.at(NOON + 3, () => done.push('never'));
    while (agenda.next(NOON + 3));
    expect(done).toEqual(['first', 'late, at 1', 'second', 'third']);
    expect(agenda.now).toBe(NOON + 3);
  });
});

describe('common random numbers', () => {
  const draws = new Draws('1');

  it('depend on seed, person, occasion and count, and are spread evenly', () => {
    expect(new Draws('1').at(3, 'met', 2)).toBe(draws.at(3, 'met', 2));
    const others = [
      new Draws('2').at(3, 'met', 2),
      draws.at(4, 'met', 2),
      draws.at(3, 'lies', 2),
      draws.at(3, 'met', 1),
    ];
    expect(new Set([draws.at(3, 'met', 2), ...others]).size).toBe(5);
    const counts = { low: 0, middle: 0, high: 0 };
    for (let person = 0; person < 10_000; person += 1)
      counts[oneOf({ low: 0.2, middle: 0.5, high: 0.3 }, draws.at(person, 'truth', 0))] += 1;
    expect(counts.low / 10_000).toBeCloseTo(0.2, 1);
    expect(counts.middle / 10_000).toBeCloseTo(0.5, 1);
  });

  it('come from shares that add up to one', () => {
    const { truth, unanswered, byPhone, inPerson } = ASSUMPTIONS;
    for (const shares of [truth, unanswered, byPhone, inPerson])
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(ASSUMPTIONS.answersByHour).toHaveLength(24);
  });
});

describe('a modelled scam', () => {
  const victims = Array.from(
    { length: 2_000 },
    (_, no) => new ModelledScam(new Draws('pay'), no, 0, 'critical', NOON),
  ).filter(({ truth }) => truth === 'victim');
  const payer = (): ModelledScam => {
    const draws = new Draws('pay');
    const no = Array.from({ length: 100 }, (_, one) => one).find(
      (one) => new ModelledScam(draws, one, 0, 'critical', NOON).paysAt !== null,
    )!;
    return new ModelledScam(draws, no, 0, 'critical', NOON);
  };

  it('is over within half an hour for nearly half of the critical victims, and never in the first minutes', () => {
    const within = victims.filter(({ paysAt }) => paysAt !== null && paysAt <= NOON + 30 * MINUTE);
    expect(within.length / victims.length).toBeCloseTo(0.45, 1);
    expect(victims.every(({ paysAt }) => paysAt === null || paysAt >= NOON + 3 * MINUTE)).toBe(true);
  });

  it('is lost unless they were persuaded before they paid', () => {
    const [lost, saved, tooLate, early] = [payer(), payer(), payer(), payer()];
    const paysAt = lost.paysAt!;
    saved.persuade(paysAt - 1);
    tooLate.persuade(paysAt + 1);
    expect([lost, saved, tooLate].map((one) => one.fate(paysAt + MINUTE))).toEqual([
      'lost',
      'persuaded',
      'lost',
    ]);
    expect(early.fate(paysAt - 1)).toBe('open');
  });

  it('costs nothing as long as a relative is with them, unless the money has gone', () => {
    const [kept, gone] = [payer(), payer()];
    const paysAt = kept.paysAt!;
    kept.putOff(paysAt - 1, paysAt + MINUTE);
    gone.putOff(paysAt, paysAt + MINUTE);
    expect([kept.hasPaid(paysAt), kept.hasPaid(paysAt + MINUTE), gone.hasPaid(paysAt)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('the report’s columns', () => {
  it('stand under each other, Chinese characters counting for two', () => {
    const [plain, chinese] = [columns(['cases', '1', '2', '=']), columns(['案件', '1', '2', '='])];
    expect(chinese.length).toBe(plain.length - 2);
  });
});
