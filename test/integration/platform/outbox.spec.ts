import { randomUUID } from 'node:crypto';
import type { OutboxKind } from '#contracts';
import { Outbox, OutboxRelay, type EffectResult, type OutboxHandler } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('the outbox', () => {
  let desk: CasesUnderTest;
  let outbox: Outbox;
  let relay: OutboxRelay;
  /** Keys of the effects that were done, in order. */
  let done: string[];
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    outbox = desk.app.get(Outbox);
    relay = desk.app.get(OutboxRelay);
    done = [];
  });
  afterEach(() => desk.close());

  function handler<K extends OutboxKind>(kind: K, more: Partial<OutboxHandler<K>> = {}): void {
    outbox.register(kind, {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: 10_000,
      maxTries: 3,
      handle: (row) => {
        done.push(row.key);
        return Promise.resolve({ status: 'done' });
      },
      ...more,
    });
  }

  const sms = async (key: string): Promise<string> => {
    const payload = { caseId: randomUUID(), rungId: 'sms', template: 'x' };
    await desk.db.transaction((tx) => outbox.add(tx, { kind: 'outreach.sms', key, payload }));
    return (await row(key)).id;
  };
  const row = async (key: string) =>
    (await desk.db.one<{ id: string; state: string; tries: number; errors: number; error: string | null }>(
      `SELECT id, state, tries, errors, error FROM outbox WHERE key = $1`,
      [key],
    ))!;

  it('writes a key once and does it once, however many run it', async () => {
    handler('outreach.sms');
    const id = await sms('a');
    await sms('a');
    const results = await Promise.all(Array.from({ length: 6 }, () => outbox.run(id)));
    expect(results.filter((result) => result !== null)).toEqual(['done']);
    expect(done).toEqual(['a']);
  });

  it('commits "sending" before the effect, and cancels what is no longer wanted', async () => {
    let wanted = true;
    const during: string[] = [];
    handler('outreach.sms', {
      wanted: () => Promise.resolve(wanted),
      handle: async ({ key }) => {
        during.push((await row(key)).state);
        return { status: 'done' };
      },
    });
    expect(await outbox.run(await sms('a'))).toBe('done');
    wanted = false;
    expect(await outbox.run(await sms('b'))).toBe('cancelled');
    expect(during).toEqual(['sending']);
  });

  it('tries again with back-off until the tries are used up, then tells that it failed', async () => {
    const told: string[] = [];
    handler('outreach.sms', {
      handle: () => Promise.resolve({ status: 'retry', code: 'closed', afterMs: 1_000 }),
      settled: (_tx, _row, result) => {
        told.push(result);
        return Promise.resolve();
      },
    });
    const id = await sms('a');
    expect(await outbox.run(id)).toBe('retry');
    expect(await outbox.run(id)).toBeNull();
    await desk.advance(60_000);
    expect(await outbox.run(id)).toBe('retry');
    await desk.advance(60_000);
    expect(await outbox.run(id)).toBe('failed');
    expect(told).toEqual(['failed']);
    expect(await row('a')).toMatchObject({ state: 'failed', tries: 3, error: 'closed' });
  });

  it.each([
    ['unsafe', 'unknown'],
    ['safe', 'pending'],
  ] as const)('makes of an effect that is %s to repeat and threw: %s', async (repeat, state) => {
    handler('outreach.sms', { repeat, handle: () => Promise.reject(new Error('cut')) });
    await outbox.run(await sms('a'));
    expect(await row('a')).toMatchObject({ state, error: 'Error' });
  });

  /** A process that dies in the middle: the effect has begun, and nobody will ever settle it. */
  async function die(key: string): Promise<void> {
    await desk.db.query(
      `UPDATE outbox SET state = 'sending', tries = 1, sending_until = holdline_now() + interval '10 seconds'
        WHERE key = $1`,
      [key],
    );
  }

  it('finds what a dead process left: unknown and told when unsafe, done again when safe', async () => {
    const told: string[] = [];
    handler('outreach.sms', {
      settled: (_tx, { key }, result) => {
        told.push(`${key} ${result}`);
        return Promise.resolve();
      },
    });
    handler('outreach.robot_call', { repeat: 'safe' });
    await sms('unsafe');
    await desk.db.transaction((tx) =>
      outbox.add(tx, {
        kind: 'outreach.robot_call',
        key: 'safe',
        payload: { caseId: randomUUID(), rungId: 'robot', attempt: 1 },
      }),
    );
    await die('unsafe');
    await die('safe');
    await relay.sweep(0);
    expect(await row('unsafe')).toMatchObject({ state: 'sending' });
    await desk.advance(11_000);
    expect(await outbox.recoverLost()).toBe(2);
    expect(told).toEqual(['unsafe unknown']);
    expect(await row('unsafe')).toMatchObject({ state: 'unknown', error: 'lost' });
    await desk.advance(60_000);
    await relay.sweep(0);
    expect(await row('safe')).toMatchObject({ state: 'done' });
    expect(done).toEqual(['safe']);
  });

  it('leaves a try to who recovered it when its first owner comes back late', async () => {
    let release!: (result: EffectResult) => void;
    const answer = new Promise<EffectResult>((resolve) => (release = resolve));
    let entered!: () => void;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    handler('outreach.sms', {
      handle: () => {
        entered();
        return answer;
      },
    });
    const running = outbox.run(await sms('a'));
    await inside;
    await desk.advance(11_000);
    await outbox.recoverLost();
    release({ status: 'done' });
    expect(await running).toBeNull();
    expect(await row('a')).toMatchObject({ state: 'unknown' });
  });

  describe('with one row that breaks', () => {
    it('when it is told goes on with the others, backs off, and tells the result it knows in the end', async () => {
      let broken = true;
      const told: string[] = [];
      handler('outreach.sms', {
        settled: (_tx, { key }, result) => {
          if (broken && key === 'poison') throw new Error('no such playbook');
          told.push(`${key} ${result}`);
          return Promise.resolve();
        },
      });
      await sms('poison');
      await sms('whole');
      await relay.sweep(0);
      expect(done).toEqual(['poison', 'whole']);
      expect(told).toEqual(['whole done']);
      for (let round = 0; round < 3; round += 1) {
        await desk.advance(61_000);
        await sms(`later ${round}`);
        await relay.sweep(0);
      }
      expect(done).toEqual(['poison', 'whole', 'later 0', 'later 1', 'later 2']);
      expect(await row('poison')).toMatchObject({ state: 'sending', errors: 4 });

      broken = false;
      await desk.advance(61_000);
      await relay.sweep(0);
      expect(told.at(-1)).toBe('poison done');
      expect(await row('poison')).toMatchObject({ state: 'done', tries: 1, errors: 0 });
    });

    it('when it is asked for goes on with the others', async () => {
      handler('outreach.sms', {
        wanted: (_tx, { key }) =>
          key === 'poison' ? Promise.reject(new Error('broken')) : Promise.resolve(true),
      });
      await sms('poison');
      await sms('whole');
      await relay.sweep(0);
      expect(done).toEqual(['whole']);
      expect(await row('poison')).toMatchObject({ state: 'pending', errors: 1, tries: 0 });
      expect(await relay.sweep(0)).toBe(0);
    });

    it('of a kind this build does not know goes on with the others', async () => {
      handler('outreach.sms');
      await sms('poison');
      await desk.db.query(`UPDATE outbox SET kind = 'outreach.pigeon' WHERE key = 'poison'`);
      await sms('whole');
      expect(await relay.pump()).toBe(1);
      await relay.sweep(0);
      await die('poison');
      await desk.advance(11_000);
      await relay.sweep(0);
      expect(done).toEqual(['whole']);
      expect(await row('poison')).toMatchObject({ state: 'sending' });
    });
  });
});
