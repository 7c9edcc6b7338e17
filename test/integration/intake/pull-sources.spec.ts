import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PullSources } from '#intake';
import { createRng, syntheticAlert } from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const rng = createRng('pull');
const alerts = Array.from({ length: 950 }, (_, i) =>
  syntheticAlert(rng, { now: new Date('2026-06-30T02:00:00Z'), sourceRef: `U-${i}` }),
);

describe('a pull source', () => {
  let desk: IntakeDesk;
  let server: Server;
  let host: string;
  let answer: (request: URL, response: ServerResponse, incoming: IncomingMessage) => void;
  const asked: (string | null)[] = [];

  /** The platform: a log, a cursor that is a position in it. */
  const log = (request: URL, response: ServerResponse): void => {
    const from = Number(request.searchParams.get('cursor') ?? 0);
    const to = Math.min(from + Number(request.searchParams.get('limit')), alerts.length);
    response.end(
      JSON.stringify({ alerts: alerts.slice(from, to), nextCursor: String(to), more: to < alerts.length }),
    );
  };

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      const request = new URL(incoming.url ?? '', 'http://upstream');
      asked.push(request.searchParams.get('cursor'));
      answer(request, response, incoming);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    desk = await IntakeDesk.open({ PULL_ALLOWED_HOSTS: host });
  });
  afterAll(async () => {
    await desk.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    answer = log;
    asked.length = 0;
  });

  const upstream = async (
    id: string,
    url = `http://${host}/alerts`,
  ): Promise<() => Promise<number | null>> => {
    await desk.source({ id, kind: 'pull', pullUrl: url, pullToken: 'upstream-token', pullEveryS: 10 });
    return () => desk.app.get(PullSources).pull(id);
  };
  const row = (id: string): Promise<Record<string, unknown> | null> =>
    desk.db.one(
      `SELECT pull_cursor AS cursor, pull_failures AS failures, pull_error AS error,
                        extract(epoch from pull_after - holdline_now())::int AS pause FROM source WHERE id = $1`,
      [id],
    );

  it('is read page by page with its token, and from its cursor on the next time', async () => {
    let token: string | undefined;
    answer = (request, response, incoming) => {
      token = incoming.headers.authorization;
      log(request, response);
    };
    const pull = await upstream('reads');
    expect(await pull()).toBe(950);
    expect(token).toBe('Bearer upstream-token');
    expect(asked).toEqual([null, '200', '400', '600', '800']);
    expect(await desk.count(`alert WHERE source_id = 'reads'`)).toBe(950);
    expect(await pull()).toBe(0);
    expect(asked.at(-1)).toBe('950');
  });

  it('loses and doubles nothing when the process dies between page and cursor', async () => {
    const pull = await upstream('crashes');
    // The session that is about to save the cursor of the third page is killed, as by kill -9.
    await desk.db.query(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.pull_cursor = '600' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
      CREATE TRIGGER die BEFORE UPDATE OF pull_cursor ON source FOR EACH ROW EXECUTE FUNCTION die()`);
    await expect(pull()).rejects.toMatchObject({ code: '57P01' });
    expect(await row('crashes')).toMatchObject({ cursor: '400' });
    expect(await desk.count(`alert WHERE source_id = 'crashes'`)).toBe(400);
    await desk.db.query(`DROP TRIGGER die ON source`);
    await desk.advance(10);
    expect(await pull()).toBe(550);
    expect(asked.slice(0, 4)).toEqual([null, '200', '400', '400']);
    expect(await desk.count(`(SELECT DISTINCT source_ref FROM alert WHERE source_id = 'crashes') x`)).toBe(
      950,
    );
    expect(
      await desk.count(
        `outbox o JOIN alert a ON o.payload->>'alertId' = a.id::text WHERE a.source_id = 'crashes'`,
      ),
    ).toBe(950);
  });

  it('is read once when two workers pull at the same time', async () => {
    const pull = await upstream('twice');
    await Promise.all([pull(), pull(), pull()]);
    await pull();
    expect(await desk.count(`alert WHERE source_id = 'twice'`)).toBe(950);
    expect(
      await desk.count(
        `outbox o JOIN alert a ON o.payload->>'alertId' = a.id::text WHERE a.source_id = 'twice'`,
      ),
    ).toBe(950);
    expect(await row('twice')).toMatchObject({ cursor: '950' });
  });

  it('that fails is left alone for twice as long each time, also after a restart, and tells the desk at the fifth', async () => {
    const pull = await upstream('fails');
    answer = (_, response) => void response.writeHead(503).end();
    const pauses: unknown[] = [];
    for (let i = 0; i < 6; i += 1) {
      expect(await pull()).toBeNull();
      const before = asked.length;
      expect(await pull()).toBeNull();
      expect(asked).toHaveLength(before);
      const { pause, error } = (await row('fails'))!;
      pauses.push(pause);
      expect(error).toBe('http_503');
      await desk.advance(Number(pause));
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300]);
    expect(await desk.count(`case_event WHERE kind = 'source_silent'`)).toBe(1);
    answer = log;
    expect(await pull()).toBe(950);
    expect(await row('fails')).toMatchObject({ failures: 0, error: null, pause: null });
  });

  it('whose page cannot be kept is left alone and told to the desk, and loses nothing of the page', async () => {
    const pull = await upstream('poison');
    await desk.db.query(`
      CREATE FUNCTION choke() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.source_ref = 'U-300' THEN RAISE 'choked'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER choke BEFORE INSERT ON alert FOR EACH ROW EXECUTE FUNCTION choke()`);
    const told = await desk.count(`case_event WHERE kind = 'source_silent'`);
    for (let i = 1; i <= 5; i += 1) {
      await expect(pull()).rejects.toThrow('choked');
      const { pause, ...rest } = (await row('poison'))!;
      expect(rest).toEqual({ cursor: '200', failures: i, error: 'not_kept' });
      expect(await pull()).toBeNull();
      await desk.advance(Number(pause));
    }
    expect(await desk.count(`alert WHERE source_id = 'poison'`)).toBe(200);
    expect(await desk.count(`case_event WHERE kind = 'source_silent'`)).toBe(told + 1);
    await desk.db.query(`DROP TRIGGER choke ON alert`);
    expect(await pull()).toBe(750);
  });

  it('that no scheduler polls is swept, at its pace and not within its back-off', async () => {
    await upstream('swept');
    const sweep = () => desk.app.get(PullSources).sweep();
    await sweep();
    expect(await desk.count(`alert WHERE source_id = 'swept'`)).toBe(0);
    await desk.advance(20);
    answer = (_, response) => void response.writeHead(503).end();
    await sweep();
    expect(await row('swept')).toMatchObject({ failures: 1, pause: 10 });
    await desk.advance(10);
    answer = log;
    await sweep();
    expect(await desk.count(`alert WHERE source_id = 'swept'`)).toBe(0);
    await desk.advance(10);
    await sweep();
    expect(await desk.count(`alert WHERE source_id = 'swept'`)).toBe(950);
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    ['sends no JSON', 'not_json', (response) => void response.end('<html>')],
    ['sends something else', 'bad_page', (response) => void response.end('{"alerts":{}}')],
    [
      'sends a cursor that cannot be kept',
      'bad_page',
      (response) => void response.end('{"alerts":[],"nextCursor":"a\\u0000","more":false}'),
    ],
    [
      'redirects',
      'unreachable',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    [
      'hangs up in the middle',
      'unreachable',
      (response) => void response.write('{"alerts":[', () => response.destroy()),
    ],
    ['never stops', 'too_large', (response) => void response.end(Buffer.alloc(9 * 1024 * 1024, ' '))],
  ])('that %s keeps its cursor', async (name, code, how) => {
    const id = name.toLowerCase().replaceAll(' ', '-');
    const pull = await upstream(id);
    answer = (_, response) => how(response);
    expect(await pull()).toBeNull();
    expect(await row(id)).toMatchObject({ cursor: null, failures: 1, error: code });
  });

  it('outside the list of hosts is never asked', async () => {
    const pull = await upstream('elsewhere', `http://localhost:${host.split(':')[1]}/alerts`);
    expect(await pull()).toBeNull();
    expect(asked).toEqual([]);
    expect(await row('elsewhere')).toMatchObject({ error: 'forbidden' });
  });
});
