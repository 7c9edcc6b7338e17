import type { AlertInput, AlertsAccepted } from '#contracts';
import { Outbox } from '#platform';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const rng = createRng('placed together');

describe('alerts that are placed in one transaction', () => {
  let desk: IntakeDesk;
  beforeEach(async () => {
    desk = await IntakeDesk.open();
  });
  afterEach(() => desk.close());

  const alert = (person: Partial<AlertInput['person']>): AlertInput => ({
    ...syntheticAlert(rng, {
      now: new Date('2026-06-30T02:00:00Z'),
      severity: 'medium',
      fraudType: 'rebate_task',
    }),
    person,
    signals: [],
  });
  const stranger = (): AlertInput => alert({ phone: syntheticPerson(rng).phone });
  /** Two go by themselves, one in each lane; those behind them go together. */
  const leaders = (): AlertInput[] => [stranger(), stranger()];

  const accept = async (...alerts: AlertInput[]): Promise<string[]> => {
    const { body } = await desk.post<AlertsAccepted>('/alerts', alerts);
    return body.results.map(({ id }) => id);
  };
  const filed = (ids: string[]) =>
    desk.db.query<{ case_id: string; person_id: string; tx: string }>(
      `SELECT case_id, person_id, xmin::text AS tx FROM alert WHERE id = ANY ($1) ORDER BY array_position($1, id)`,
      [ids],
    );

  it('see one another: of one person they are one case, however they name them, and known people keep theirs', async () => {
    const [known, twice] = [syntheticPerson(rng), syntheticPerson(rng)];
    const [before] = await accept(alert({ phone: known.phone, idNumber: known.idNumber }));
    await desk.place();
    const ids = await accept(
      ...leaders(),
      alert({ phone: twice.phone }),
      alert({ phone: known.phone }),
      alert({ phone: twice.phone, idNumber: twice.idNumber }),
      alert({ phone: syntheticPerson(rng).phone, idNumber: known.idNumber }),
      alert({ phone: syntheticPerson(rng).phone, idNumber: twice.idNumber }),
      stranger(),
    );
    await desk.place();

    const [first] = await filed([before!]);
    const [, , a, b, c, d, e, f] = await filed(ids);
    expect([c!.case_id, e!.case_id]).toEqual([a!.case_id, a!.case_id]);
    expect([b!.case_id, d!.case_id]).toEqual([first!.case_id, first!.case_id]);
    expect(new Set([a, b, f].map((one) => one!.person_id)).size).toBe(3);
    expect(new Set([a, b, c, d, e, f].map((one) => one!.tx)).size).toBe(1);
    const counts = await desk.db.query<{ id: string; alerts: number }>(
      `SELECT id, alerts FROM desk_case WHERE id = ANY ($1)`,
      [[a!.case_id, b!.case_id, f!.case_id]],
    );
    expect(new Map(counts.map(({ id, alerts }) => [id, alerts]))).toEqual(
      new Map([
        [a!.case_id, 3],
        [b!.case_id, 3],
        [f!.case_id, 1],
      ]),
    );
    expect(await desk.count('person')).toBe(5);
  });

  it('spoil no other when one cannot be placed: only its own try is counted', async () => {
    const ids = await accept(...leaders(), stranger(), stranger(), stranger());
    await desk.db.query(`UPDATE alert SET payload_sealed = '\\x00' WHERE id = $1`, [ids[3]]);
    const rows = await desk.db.query<{ id: string; alert: string }>(
      `SELECT id, payload->>'alertId' AS alert FROM outbox ORDER BY id`,
    );
    const outbox = desk.app.get(Outbox);
    const became = await Promise.all(
      rows.map(async (row) => [row.alert, await outbox.write(row.id)] as const),
    );
    expect(new Map(became)).toEqual(new Map(ids.map((id) => [id, id === ids[3] ? 'retry' : 'done'])));
    const effects = await desk.db.query(`SELECT state, tries FROM outbox ORDER BY id`);
    const done = { state: 'done', tries: 1 };
    expect(effects).toEqual([done, done, done, { state: 'pending', tries: 1 }, done]);
    expect((await filed(ids)).filter((one) => one.case_id === null)).toHaveLength(1);
    expect(await desk.count('desk_case')).toBe(4);
  });
});
