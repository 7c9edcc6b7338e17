import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { DeskError, newSharedSecrets, SHARED_SECRETS } from '#platform';
import { createRng } from '#synthetic';
import { Callbacks } from './callbacks.js';
import { liveClock } from './clock.js';
import { controlRoutes } from './control.routes.js';
import { Faults } from './faults.js';
import { gatewayRoutes } from './gateway.routes.js';
import { ownMachineOnly } from './http-faults.js';
import { Inbox } from './inbox.js';
import { InstitutionDesk } from './institution.js';
import type { SandboxOptions, SandboxSecrets } from './options.js';
import { OrderBook } from './order-book.js';
import { pageRoutes } from './page.routes.js';
import { Smsc } from './smsc.js';
import { Throttle } from './throttle.js';
import { Trickle } from './trickle.js';
import { UpstreamPlatform } from './upstream.js';
import { VoiceGateway } from './voice-gateway.js';
import type { World } from './world.js';

export interface Sandbox extends World {
  /** `http://127.0.0.1:<port>` */
  url: string;
  httpPort: number;
  smppPort: number;
  secrets: SandboxSecrets;
  stop(): Promise<void>;
}

/** Starts the outside world on 127.0.0.1: SMSC, voice gateway, bank, carrier, upstream platform, inbox. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock =
    options.clock ?? liveClock((error) => process.stderr.write(`sandbox: a task failed: ${nameOf(error)}\n`));
  const faults = new Faults();
  const inbox = new Inbox();
  const throttle = new Throttle(clock);
  const secrets: SandboxSecrets = {
    ...newSharedSecrets(),
    UPSTREAM_TOKEN: SHARED_SECRETS.VOICE_TOKEN(),
    ...options.secrets,
  };
  const callbacks = {
    voice: new Callbacks(secrets.VOICE_CALLBACK_SECRET, clock),
    bank: new Callbacks(secrets.BANK_CALLBACK_SECRET, clock),
    carrier: new Callbacks(secrets.CARRIER_CALLBACK_SECRET, clock),
  };
  const rng = createRng(options.seed ?? `${clock.now().toISOString()} ${randomUUID()}`);
  const answers = { script: options.answers ?? {} };
  const script = (): typeof answers.script => answers.script;
  const parts = { clock, inbox, faults, throttle, orders: new OrderBook(options.ordersFile) };
  const systemId = options.smppSystemId ?? 'holdline';
  const world: World = {
    ...{ clock, faults, throttle, inbox, answers },
    smsc: new Smsc({ ...parts, systemId, password: secrets.SMPP_PASSWORD }, script),
    voice: new VoiceGateway({ ...parts, callbacks: callbacks.voice, rng: rng.fork('voice') }, script),
    institutions: {
      bank: new InstitutionDesk('bank', { ...parts, callbacks: callbacks.bank }, script),
      carrier: new InstitutionDesk('carrier', { ...parts, callbacks: callbacks.carrier }, script),
    },
    upstream: new UpstreamPlatform(options.upstream),
    trickle: new Trickle(clock, rng.fork('trickle')),
  };

  const smppPort = await world.smsc.listen(options.smppPort ?? 0);
  const server = createServer(httpApp(world, secrets));
  const httpPort = await listen(server, options.httpPort ?? 0);
  if (options.trickle) world.trickle.start(options.trickle);
  return {
    ...world,
    ...{ url: `http://127.0.0.1:${httpPort}`, httpPort, smppPort, secrets },
    async stop() {
      clock.stop();
      for (const one of Object.values(callbacks)) one.stop();
      world.trickle.stopAll();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, world.smsc.stop()]);
    },
  };
}

function httpApp(world: World, secrets: SandboxSecrets): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    ownMachineOnly,
    express.json({ limit: '20mb' }),
    express.urlencoded({ extended: false, limit: '10kb' }),
  );
  app.use(controlRoutes(world), pageRoutes(world), gatewayRoutes(world, secrets));
  app.use((_req, _res, next) => next(new DeskError('not_found', 'no such address')));
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const known = error instanceof DeskError ? error : null;
    const status = known?.status ?? statusOf(error);
    const code = known?.code ?? (status < 500 ? 'malformed' : 'internal');
    res.status(status).type('application/problem+json');
    res.end(
      JSON.stringify({
        type: 'about:blank',
        title: known?.message ?? (status < 500 ? 'unreadable request' : 'internal error'),
        ...{ status, code },
        ...(known && known.errors.length > 0 ? { errors: known.errors } : {}),
      }),
    );
  });
  return app;
}

/** express.json throws errors that carry their own 4xx status. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
