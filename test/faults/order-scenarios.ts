import type { CountermeasureView } from '#contracts';
import { syntheticAccount } from '#synthetic';
import { Redis } from 'ioredis';
import { Caller } from '../e2e/caller.js';
import type { FaultDesk } from './fault-desk.js';
import { inbox } from './outside-check.js';
import { alertsOf, EVERY_MS, type Scenario } from './scenario.js';

const KILLS = ['order: taken, not done', 'order: done, not settled', 'outbox: result known, not settled'];
/** The bank is asked again after its time-out of some seconds, and tells of the order by callback. */
const IN_FORCE_MS = 60_000;

/** Orders of two people to a bank, while the worker is killed around them and the bank and the stores misbehave. */
export const ordersToTheBank: Scenario = {
  name: 'orders to a bank',
  async run(desk, rng, full) {
    await desk.load.alerts(alertsOf(full), EVERY_MS);
    desk.load.stop();
    const [officer, approver] = await Promise.all([signIn(desk, 'supervisor'), signIn(desk, 'approver')]);
    const cases = await casesForOrders(desk);
    let next = 0;
    const order = async (): Promise<string> => {
      const { id, version } = await officer.post<CountermeasureView>(
        `/cases/${cases[next++ % cases.length]!}/countermeasures`,
        {
          kind: 'transfer_limit',
          target: 'suspect_account',
          targetRef: syntheticAccount(rng),
          institution: 'bank',
          legalBasis: '《反电信网络诈骗法》第二十条',
          necessity: '正在向该账户转账',
          scope: '仅限非柜面转出',
          durationS: 86_400,
        },
      );
      await approver.post(`/countermeasures/${id}/approve`, { version, reason: '同意' });
      return id;
    };
    const release = (id: string) => officer.post(`/countermeasures/${id}/release`, { reason: '已核实' });

    const placed: string[] = [];
    for (const point of rng.sample(KILLS, full ? KILLS.length : 1)) {
      const dead = desk.worker.dieAt(`${point}#1`);
      placed.push(await order());
      await dead;
    }
    for (const wrong of [{ timeoutAfterActing: true }, { disconnect: true }, { status500: true }]) {
      await desk.outside('bank', { ...wrong, times: 1 });
      placed.push(await order());
    }
    const redis = new Redis(desk.run.redis.url);
    placed.push(await order());
    await redis.flushall();
    redis.disconnect();
    await inState(desk, placed, 'in_force');

    // Half of them are lifted, with the worker killed around that too.
    const lifted = placed.filter((_, n) => n % 2 === 0);
    const dead = desk.worker.dieAt('release: done, not settled#1');
    for (const id of lifted) await release(id);
    await dead;
    await inState(desk, lifted, 'released');
  },
  async check(desk) {
    const { rows } = await desk.db.query<{ id: string; state: string }>(
      `SELECT id, state FROM countermeasure`,
    );
    const orders = await inbox(desk.sandboxUrl, 'bank');
    return rows.flatMap(({ id, state }) => {
      const there = orders.filter((one) => one.orderId === id).map((one) => one.state);
      return there.join() === state
        ? []
        : [`a request is ${state}, and the bank has it as "${there.join()}"`];
    });
  },
};

function signIn(desk: FaultDesk, role: string): Promise<Caller> {
  const { username, password } = desk.run.seeded.users.find((user) => user.role === role)!;
  return Caller.signIn(desk.url, username, password);
}

async function casesForOrders(desk: FaultDesk): Promise<string[]> {
  let ids: string[] = [];
  await desk.until(
    'there are cases that may have orders',
    async () => {
      const { rows } = await desk.db.query<{ id: string }>(
        `SELECT id FROM desk_case WHERE tier < 3 AND state = 'open' ORDER BY id`,
      );
      ids = rows.map(({ id }) => id);
      return ids.length >= 4;
    },
    IN_FORCE_MS,
  );
  return ids;
}

function inState(desk: FaultDesk, ids: readonly string[], state: string): Promise<void> {
  return desk.until(
    `all orders are ${state}`,
    async () => {
      const { rows } = await desk.db.query(`SELECT FROM countermeasure WHERE id = ANY ($1) AND state = $2`, [
        ids,
        state,
      ]);
      return rows.length === ids.length;
    },
    IN_FORCE_MS,
  );
}
