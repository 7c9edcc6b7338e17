import { Controller, Get, Post } from '@nestjs/common';
import { ConnectedSocket, SubscribeMessage, WebSocketGateway, type OnGatewayInit } from '@nestjs/websockets';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import type { Namespace, Socket } from 'socket.io';
import request from 'supertest';
import { Action, CurrentAccount, Public, SessionAuthenticator, type SignedIn } from '#identity';
import { PASSWORD, startSmallDesk, START, type SmallDesk } from './small-desk.js';

@Controller('probe')
class ProbeController {
  @Get('undeclared')
  undeclared(): string {
    return 'reached';
  }

  @Get('undeclared-public')
  @Public()
  undeclaredPublic(): string {
    return 'reached';
  }

  /** A mistake: the table does not open this action. */
  @Get('wrongly-public')
  @Public()
  @Action('cases.read')
  wronglyPublic(): string {
    return 'reached';
  }

  @Get('health')
  @Public()
  @Action('health.read')
  health(@CurrentAccount() account: SignedIn | null): { account: string | null } {
    return { account: account?.id ?? null };
  }

  @Get('queue')
  @Action('queue.read')
  queue(@CurrentAccount() account: SignedIn): { username: string } {
    return { username: account.username };
  }

  @Post('waive')
  @Action('cases.waive')
  waive(): string {
    return 'reached';
  }

  @Post('send')
  @Public()
  @Action('alerts.send')
  send(): string {
    return 'reached';
  }

  @Post('import')
  @Public()
  @Action('alerts.import')
  import(@CurrentAccount() account: SignedIn | null): { role: string | null } {
    return { role: account?.role ?? null };
  }
}

@WebSocketGateway({ namespace: '/probe' })
class ProbeGateway implements OnGatewayInit {
  constructor(private readonly authenticator: SessionAuthenticator) {}

  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      void this.authenticator.sessionFromCookie(socket.handshake.headers.cookie).then((account) => {
        (socket.data as { account?: SignedIn | null }).account = account;
        next();
      });
    });
  }

  @SubscribeMessage('undeclared')
  undeclared(): string {
    return 'reached';
  }

  @SubscribeMessage('viewing')
  @Action('live.viewing')
  viewing(@ConnectedSocket() _: Socket, @CurrentAccount() account: SignedIn): string {
    return account.username;
  }
}

let desk: SmallDesk;
let duty: string;
let supervisor: string;
let auditor: string;

beforeAll(async () => {
  desk = await startSmallDesk({ controllers: [ProbeController], providers: [ProbeGateway] });
  for (const [username, role] of [
    ['duty1', 'duty_officer'],
    ['supervisor1', 'supervisor'],
    ['auditor1', 'auditor'],
  ] as const) {
    await desk.accounts.create({ username, name: username, role, password: PASSWORD });
  }
  await desk.setClock(START);
  duty = await desk.cookieOf('duty1', PASSWORD);
  supervisor = await desk.cookieOf('supervisor1', PASSWORD);
  auditor = await desk.cookieOf('auditor1', PASSWORD);
});
afterAll(() => desk.close());

const get = (path: string, cookie?: string) => {
  const probe = request(desk.url).get(`/api/v1/probe/${path}`);
  return cookie ? probe.set('Cookie', cookie) : probe;
};
const post = (path: string, headers: Record<string, string>) =>
  request(desk.url).post(`/api/v1/probe/${path}`).set(headers);

describe('a route', () => {
  it.each(['undeclared', 'undeclared-public', 'wrongly-public'])(
    'that is %s is refused to everybody',
    async (path) => {
      for (const cookie of [undefined, duty, supervisor, auditor]) {
        const response = await get(path, cookie);
        expect({ status: response.status, code: (response.body as { code: string }).code }).toEqual({
          status: 403,
          code: 'forbidden',
        });
      }
    },
  );

  it('asks for a session, then for the right role', async () => {
    await get('queue').expect(401);
    await get('queue', auditor).expect(403);
    await get('queue', duty).expect(200, { username: 'duty1' });
    await post('waive', { Cookie: duty }).expect(403);
    await post('waive', { Cookie: supervisor }).expect(201);
  });

  it('that is public and open in the table needs no session', async () => {
    await get('health').expect(200, { account: null });
    await get('health', 'holdline_session=nonsense').expect(200, { account: null });
    await post('send', { Authorization: 'Bearer whatever' }).expect(201);
  });

  it('that is public knows an account only if its role may do this', async () => {
    await post('import', { Cookie: supervisor }).expect(201, { role: 'supervisor' });
    // Somebody else's role is told so, rather than asked for a source's token; with one, the source is who asks.
    await post('import', { Cookie: duty }).expect(403);
    await post('import', { Cookie: duty, Authorization: 'Bearer x' }).expect(201, { role: null });
    await post('import', {}).expect(201, { role: null });
  });
});

describe('the Origin of a request that changes something', () => {
  const host = (): string => new URL(desk.url).host;

  it.each([
    ['the public address', () => 'http://desk.example'],
    ['the host that was asked', () => `http://${host()}`],
  ])('may be %s', async (_, origin) => {
    await post('waive', { Cookie: supervisor, Origin: origin() }).expect(201);
  });

  it.each([
    ['another site', 'https://evil.example'],
    ['another port of this host', 'http://127.0.0.1:1'],
    ['a page without an origin', 'null'],
  ])('may not be %s', async (_, origin) => {
    const { body } = await post('waive', { Cookie: supervisor, Origin: origin }).expect(403);
    expect(body).toMatchObject({ code: 'forbidden', detail: 'the request comes from another site' });
    await request(desk.url).delete('/api/v1/session').set({ Cookie: supervisor, Origin: origin }).expect(403);
  });

  it('may not be another site when signing in, or it would sign a victim into its own account', async () => {
    await request(desk.url)
      .post('/api/v1/session')
      .set('Origin', 'https://evil.example')
      .send({ username: 'duty1', password: PASSWORD })
      .expect(403);
  });

  it('is not needed by a script, unless the browser says it comes from elsewhere', async () => {
    await post('waive', { Cookie: supervisor }).expect(201);
    await post('waive', { Cookie: supervisor, 'Sec-Fetch-Site': 'same-origin' }).expect(201);
    await post('waive', { Cookie: supervisor, 'Sec-Fetch-Site': 'same-site' }).expect(403);
    await post('waive', { Cookie: supervisor, 'Sec-Fetch-Site': 'cross-site' }).expect(403);
  });

  it('matters to cookies only: a bearer token comes from no browser by itself', async () => {
    await post('send', { Authorization: 'Bearer whatever', Origin: 'https://bank.example' }).expect(201);
    await post('send', {
      Authorization: 'Bearer whatever',
      Cookie: supervisor,
      Origin: 'https://bank.example',
    }).expect(403);
  });

  it('does not matter to reading', async () => {
    await get('queue', duty).set('Origin', 'https://evil.example').expect(200);
  });
});

describe('a socket event', () => {
  const open: ClientSocket[] = [];
  afterAll(() => {
    for (const socket of open) socket.disconnect();
  });

  async function connected(cookie: string): Promise<ClientSocket> {
    const socket = io(`${desk.url}/probe`, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      reconnection: false,
      forceNew: true,
    });
    open.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  /** The acknowledgement, or the exception the guard made of it. */
  const ask = (socket: ClientSocket, event: string): Promise<unknown> =>
    new Promise((resolve) => {
      socket.once('exception', (exception: { message: string }) => resolve(exception.message));
      socket.emit(event, {}, resolve);
    });

  it('that names no action is refused', async () => {
    expect(await ask(await connected(duty), 'undeclared')).toBe('Forbidden resource');
  });

  it('that names one is there for the roles of the table', async () => {
    expect(await ask(await connected(duty), 'viewing')).toBe('duty1');
    expect(await ask(await connected(auditor), 'viewing')).toBe('Forbidden resource');
    expect(await ask(await connected('holdline_session=none'), 'viewing')).toBe('Forbidden resource');
  });
});

describe('the cookie of a desk behind https', () => {
  it('is Secure', async () => {
    const secure = await startSmallDesk({ publicUrl: 'https://desk.example' });
    try {
      await secure.accounts.create({ username: 'a1', name: 'a', role: 'auditor', password: PASSWORD });
      const response = await request(secure.url)
        .post('/api/v1/session')
        .send({ username: 'a1', password: PASSWORD })
        .expect(200);
      expect(response.get('Set-Cookie')![0]).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    } finally {
      await secure.close();
    }
  });
});
