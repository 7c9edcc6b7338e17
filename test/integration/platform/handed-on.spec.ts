import { randomUUID } from 'node:crypto';
import { Cases, Wakes } from '#cases';
import { Env, LOGGER, Outbox, OutboxRelay } from '#platform';
import { OutboxProcessor } from '../../../apps/worker/outbox/outbox.processor.js';
import { TimersProcessor } from '../../../apps/worker/timers/timers.processor.js';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

/** Enough for a race of a millisecond to be lost now and then, were there one. */
const MANY = 200;

/** What BullMQ is told to look at is there to be done when its worker looks: no sweeper is at work here. */
describe('what is handed to BullMQ', () => {
  let desk: CasesUnderTest;
  let processor: OutboxProcessor | TimersProcessor | undefined;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
  });
  afterEach(async () => {
    await processor?.beforeApplicationShutdown();
    await desk.close();
  });

  /** Tells of each job that was worked, in order, so that the next one is given only then. */
  function signal<T>(): { tell: (value: T) => void; next: () => Promise<T> } {
    const told: T[] = [];
    let wake: () => void = () => undefined;
    return {
      tell: (value) => {
        told.push(value);
        wake();
      },
      next: async () => {
        while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return told.shift()!;
      },
    };
  }

  it('is done by the job, one effect after the other', async () => {
    const outbox = desk.app.get(Outbox);
    outbox.register('countermeasures.notice', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: 10_000,
      maxTries: 3,
      handle: () => Promise.resolve({ status: 'done' }),
    });
    const worked = signal<Awaited<ReturnType<Outbox['run']>>>();
    const run = outbox.run.bind(outbox);
    outbox.run = async (id) => {
      const became = await run(id);
      worked.tell(became);
      return became;
    };
    processor = new OutboxProcessor(desk.app.get(Env), outbox, desk.app.get(LOGGER));
    processor.start();
    const fates: Record<string, number> = {};
    for (let n = 0; n < MANY; n += 1) {
      const effect = {
        kind: 'countermeasures.notice' as const,
        key: `${n}`,
        payload: { countermeasureId: randomUUID() },
      };
      await desk.db.transaction((tx) => outbox.add(tx, effect));
      const [became] = await Promise.all([worked.next(), desk.app.get(OutboxRelay).pump()]);
      fates[String(became)] = (fates[String(became)] ?? 0) + 1;
    }
    expect(fates).toEqual({ done: MANY });
  });

  it('is fired by the job, one wake after the other', async () => {
    const [cases, wakes] = [desk.app.get(Cases), desk.app.get(Wakes)];
    const fired = signal<boolean>();
    const wake = cases.wake.bind(cases);
    cases.wake = async (all) => {
      const was = await wake(all);
      fired.tell(was[0]!);
      return was;
    };
    processor = new TimersProcessor(desk.app.get(Env), wakes, desk.app.get(LOGGER));
    processor.start();
    const { caseId } = await desk.alert('critical');
    const fates: Record<string, number> = {};
    for (let n = 0; n < MANY; n += 1) {
      await desk.db.query(
        `UPDATE test_clock SET at = (SELECT wake_at FROM desk_case WHERE id = $1) + interval '1 ms'`,
        [caseId],
      );
      const [was] = await Promise.all([fired.next(), wakes.arm()]);
      fates[String(was)] = (fates[String(was)] ?? 0) + 1;
      if (!was) await wakes.fire(caseId, null);
      if (!was) await fired.next();
    }
    expect(fates).toEqual({ true: MANY });
  });
});
