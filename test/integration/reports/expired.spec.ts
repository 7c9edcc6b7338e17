import { randomUUID } from 'node:crypto';
import { Attempts, CaseViews, Queue, Wakes } from '#cases';
import { Daily } from '#reports';
import { en } from '../../../apps/console/src/i18n/en/index.js';
import { zh } from '../../../apps/console/src/i18n/zh/index.js';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

const HOUR = 3_600_000;

/** What ends without a word of the person is on a list that the supervisor samples (domain.md section 2: daily list). */
describe('expired cases', () => {
  let desk: CasesUnderTest;
  let daily: Daily;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    daily = new Daily(desk.db, desk.app.get(Queue));
  });
  afterEach(() => desk.close());

  const localDay = async (): Promise<string> =>
    new Date((await desk.db.now()) + 8 * HOUR).toISOString().slice(0, 10);
  const pass = async (ms: number): Promise<void> => {
    await desk.advance(ms);
    await desk.app.get(Wakes).sweep();
  };
  const expired = async (date: string): Promise<number[]> => {
    const { figures } = await daily.report(date);
    return figures.filter(({ key }) => key === 'expired').map(({ value }) => value);
  };

  it('are a figure of the day on which they ended, with the cases behind it, as a list and as CSV', async () => {
    const low = await desk.alert('low');
    const high = await desk.alert('high');
    const told = await desk.alert('low');
    const opened = await localDay();
    const by = { id: await desk.officer(), kind: 'account' } as const;
    const attempt = { attemptId: randomUUID(), kind: 'inbound_call', outcome: 'self_aware' } as const;
    await desk.db.transaction((tx) => desk.app.get(Attempts).record(tx, told.caseId, attempt, by));

    await pass(72 * HOUR);
    await pass(1_000);
    const ended = await localDay();
    const views = desk.app.get(CaseViews);
    const results = [low, high, told].map(async ({ caseId }) => (await views.view(caseId)).result);
    expect(await Promise.all(results)).toEqual(['expired', null, 'self_aware']);

    const of = { date: ended, figure: 'expired' };
    expect([await expired(opened), await expired(ended)]).toEqual([[0], [1]]);
    const { items, total } = await daily.rows(of, 10, 0);
    expect([total, items.map((row) => [row.case?.id, row.tier])]).toEqual([1, [[low.caseId, 'low']]]);
    const [, ...lines] = (await daily.csv(of)).trim().split('\n');
    expect(lines).toEqual([expect.stringContaining(`${items[0]!.case!.no},`)]);
  });

  it('are named in both languages, as is every figure', async () => {
    const { figures } = await daily.report(await localDay());
    const keys = new Set(figures.map(({ key }) => key));
    for (const { report } of [en, zh])
      expect(Object.keys(report.figure)).toEqual(expect.arrayContaining([...keys]));
  });
});
