import { io, type Socket } from 'socket.io-client';
import { Cases, DeskAuditor } from '#cases';
import type {
  AlarmView,
  ClientToServer,
  EventsPage,
  LiveEvent,
  Role,
  ServerToClient,
  TodayView,
} from '#contracts';
import { createRng, syntheticAlert } from '#synthetic';
import { Refused, type Caller } from '../../e2e/caller.js';
import { TestDesk } from '../../e2e/desk.js';

type Client = Socket<ServerToClient, ClientToServer>;
type Pushed<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];

/** Somebody's open page: what it was pushed, and a promise for what it waits for. */
class Page {
  readonly events: LiveEvent[] = [];
  upTo = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(readonly socket: Client) {
    socket.on('events', (batch) => {
      this.events.push(...batch.events);
      this.upTo = Math.max(this.upTo, batch.upTo);
      for (const look of this.waiting) look();
    });
  }

  /** Resolves when the cursor is there. */
  reached(seq: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.upTo >= seq) resolve();
      };
      this.waiting.push(look);
      look();
    });
  }

  next<E extends keyof ServerToClient>(event: E): Promise<Pushed<E>> {
    // The library's types of a listener do not follow a generic event name.
    const socket: { once(name: string, listener: (pushed: Pushed<E>) => void): unknown } = this.socket;
    return new Promise((resolve) => socket.once(event, resolve));
  }
}

describe('/live', () => {
  const rng = createRng('live');
  let desk: TestDesk;
  let source: Caller;
  const sockets: Client[] = [];
  beforeAll(async () => {
    desk = await TestDesk.open();
    source = await desk.source();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await desk.close();
  });

  function connect(caller: Pick<Caller, 'headers'>): Client {
    const socket: Client = io(`${desk.url}/live`, {
      transports: ['websocket'],
      extraHeaders: { cookie: caller.headers['cookie'] ?? '' },
      reconnection: false,
      forceNew: true,
    });
    sockets.push(socket);
    return socket;
  }

  async function open(role: Role): Promise<{ caller: Caller; page: Page }> {
    const caller = await desk.signIn(role);
    const page = new Page(connect(caller));
    await new Promise<void>((resolve, reject) => {
      page.socket.once('connect', resolve);
      page.socket.once('connect_error', reject);
    });
    return { caller, page };
  }

  const head = async (): Promise<number> =>
    (await desk.db.one<{ seq: number }>(`SELECT coalesce(max(seq), 0) AS seq FROM case_event`))!.seq;
  const alerted = async (reader: Caller, severity: 'critical' | 'high' = 'high') =>
    desk.alerted(source, syntheticAlert(rng, { now: new Date(await desk.now()), severity }), reader);
  const append = (
    ...events: Parameters<Cases['appendEvent']> extends [unknown, ...infer Rest] ? Rest[] : never
  ) =>
    desk.db.transaction(async (tx) => {
      for (const event of events) desk.worker.get(Cases).appendEvent(tx, ...event);
    });

  it.each([
    ['without a session', null, 'unauthenticated'],
    ['of a role that has no live page', 'auditor' as const, 'forbidden'],
  ])('refuses a socket %s', async (_, role, message) => {
    const caller = role === null ? { headers: {} } : await desk.signIn(role);
    const error = await new Promise<Error>((resolve) => connect(caller).once('connect_error', resolve));
    expect(error.message).toBe(message);
  });

  it('pushes what happened, the changed line in its place, and the day, and replay tells the same', async () => {
    const { caller, page } = await open('duty_officer');
    const before = await head();
    const [patch, today] = [page.next('queue'), page.next('today')];
    const opened = await alerted(caller);
    await page.reached(await head());
    const seen = page.events.filter((event) => event.seq > before);
    expect(seen.map((event) => event.kind)).toContain('case_opened');
    expect(seen.map((event) => event.seq)).toEqual(seen.map((_, i) => before + 1 + i));

    const { upserts, order } = await patch;
    expect(upserts.map((item) => item.id)).toEqual([opened.id]);
    expect(order).toContain(opened.id);
    expect((await today).alerts).toBe((await caller.get<TodayView>('/reports/today')).alerts);

    const replayed = await caller.get<EventsPage>(`/events?after=${before}`);
    expect(replayed.events).toEqual(seen);
    expect(replayed).toMatchObject({ upTo: page.upTo, more: false });
  });

  it('takes a line away when nothing can be done about its case', async () => {
    const { caller, page } = await open('duty_officer');
    const opened = await alerted(caller);
    await page.reached(await head());
    const removed = new Promise<string[]>((resolve) => {
      page.socket.on('queue', (patch) => {
        if (patch.removed.length > 0) resolve(patch.removed);
      });
    });
    await desk.db.query(`UPDATE desk_case SET next_start_at = NULL WHERE id = $1`, [opened.id]);
    await append([opened.id, 'edited', { fields: [] }]);
    await desk.settle();
    expect(await removed).toEqual([opened.id]);
  });

  it('tells each their part: quarantine to the supervisor, alarms not to the approver, the cursor to all', async () => {
    const [supervisor, officer, approver] = [
      await open('supervisor'),
      await open('duty_officer'),
      await open('approver'),
    ];
    const before = await head();
    await append(
      [null, 'edited', {}],
      [null, 'alarm', {}],
      [null, 'quarantine_overdue', {}],
      [null, 'source_silent', {}],
    );
    await desk.settle();
    const end = await head();
    for (const [{ caller, page }, kinds] of [
      [supervisor, ['edited', 'alarm', 'quarantine_overdue', 'source_silent']],
      [officer, ['edited', 'alarm']],
      [approver, ['edited']],
    ] as const) {
      await page.reached(end);
      expect(page.events.filter((e) => e.seq > before).map((e) => e.kind)).toEqual(kinds);
      const { events, upTo } = await caller.get<EventsPage>(`/events?after=${before}`);
      expect({ kinds: events.map((e) => e.kind), upTo }).toEqual({ kinds, upTo: end });
    }
  });

  it('pushes an alarm when it rings and when it is cleared, to those who may read alarms', async () => {
    const [officer, approver] = [await open('duty_officer'), await open('approver')];
    let approverHeard = false;
    approver.page.socket.on('alarm', () => (approverHeard = true));
    await desk.db.query(
      `INSERT INTO outbox (kind, key, payload, run_after)
       VALUES ('outreach.pigeon', 'live', '{}', holdline_now() - interval '1 minute')`,
    );
    const auditor = desk.worker.get(DeskAuditor);
    const rung = officer.page.next('alarm');
    await auditor.look();
    await desk.settle();
    const alarm: AlarmView = await rung;
    expect(alarm).toMatchObject({ code: 'effect_stuck', caseId: null, tier: null, clearedAt: null });
    expect((await officer.caller.get<{ items: AlarmView[] }>('/alarms')).items).toEqual([alarm]);

    await desk.db.query(`DELETE FROM outbox WHERE key = 'live'`);
    const cleared = officer.page.next('alarm');
    await auditor.look();
    await desk.settle();
    expect(await cleared).toMatchObject({ id: alarm.id, clearedAt: expect.any(String) });
    expect((await officer.caller.get<{ items: AlarmView[] }>('/alarms')).items).toEqual([]);
    await approver.page.reached(await head());
    expect(approverHeard).toBe(false);
  });

  it('shows who looks at a case, until they leave', async () => {
    const [one, other] = [await open('duty_officer'), await open('duty_officer')];
    const opened = await alerted(one.caller);
    const came = other.page.next('presence');
    one.page.socket.emit('viewing', opened.id);
    expect(await came).toMatchObject({ caseId: opened.id, viewers: [{ id: one.caller.account!.id }] });
    const left = other.page.next('presence');
    one.page.socket.disconnect();
    expect(await left).toEqual({ caseId: opened.id, viewers: [] });
  });

  it('answers 410 to a cursor that is not in the feed', async () => {
    const caller = await desk.signIn('duty_officer');
    const gone = await caller.get(`/events?after=${(await head()) + 1}`).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(Refused);
    expect(gone).toMatchObject({ status: 410, problem: { code: 'gone' } });
  });

  it('cuts the socket of a session that has ended, and no other', async () => {
    const [leaving, staying] = [await open('duty_officer'), await open('duty_officer')];
    const cut = new Promise<string>((resolve) => leaving.page.socket.once('disconnect', resolve));
    await fetch(`${desk.url}/api/v1/session`, { method: 'DELETE', headers: leaving.caller.headers });
    expect(await cut).toBe('io server disconnect');
    await staying.page.next('beat');
    expect(staying.page.socket.connected).toBe(true);
  });
});
