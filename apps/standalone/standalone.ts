import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { migrateDatabase } from '#platform';
import { keepTrickling, seed, writeDemoFile } from './demo.js';
import { DeskStores } from './desk-stores.js';
import { deskEnvironment, deskUrl } from './environment.js';
import { lockData, type DataLock } from './instance-lock.js';
import { loadKeys } from './keys.js';
import { consolePort, sandboxPorts } from './ports.js';
import { Service } from './service.js';
import { makeDataFolder, readSettings, StartError } from './settings.js';
import type { Say } from './terminal.js';

const READY_PAUSE_MS = 200;
/** After this many a line says what is being waited for: about a minute. */
const PATIENT_TRIES = 300;
const HEARTBEAT_MS = 10_000;
/** Every this many heartbeats a line is printed even if nothing changed: ten minutes. */
const QUIET_HEARTBEATS = 60;
const PROBE_MS = 5_000;

/** Thrown inside `run` when it was told to stop while it was still starting. */
class Stopped extends Error {}

/** A whole desk on one machine: stores, api, worker and the sandbox as the outside world. */
export class Standalone {
  private readonly stopping = new AbortController();
  private stores: DeskStores | undefined;
  private services: Service[] = [];
  private lock: DataLock | undefined;
  private failure: Error | undefined;

  constructor(private readonly say: Say) {}

  /** Starts everything and returns when told to stop. @throws when it cannot start or a process is given up */
  async run(): Promise<void> {
    const settings = readSettings();
    await makeDataFolder(settings.data);
    this.lock = await lockData(settings.data);
    const keys = await loadKeys(settings.data);
    const port = await consolePort(settings, this.lock.afterKill, this.say);

    this.stores = new DeskStores(settings, this.say, () =>
      this.services.forEach((service) => service.restart()),
    );
    const { stores } = this;
    await this.step(stores.start());
    this.say(
      `Stores ready (${settings.databaseUrl ? 'given' : 'own'} PostgreSQL, ${settings.redisUrl ? 'given' : 'own'} Redis).`,
    );
    await this.step(migrateDatabase(stores.databaseUrl));

    const sandbox = settings.demo === 'off' ? undefined : await sandboxPorts(settings.data);
    const environment = () => deskEnvironment(settings, keys, stores, port, sandbox);
    environment();
    const apps = ['api', 'worker', ...(sandbox ? ['sandbox'] : [])];
    this.services = apps.map(
      (name) =>
        new Service({
          name,
          entry: fileURLToPath(new URL(`../${name}/main.js`, import.meta.url)),
          environment,
          logs: join(settings.data, 'logs'),
          say: this.say,
          onGivenUp: (reason) => this.fail(new StartError(reason)),
        }),
    );
    for (const service of this.services) await this.step(service.start());
    const local = deskUrl({ ...settings, publicUrl: undefined }, port);
    await this.untilReady(local);

    const url = deskUrl(settings, port);
    const seeded = await this.step(seed(environment(), this.stopping.signal));
    for (const service of this.services) service.established = true;
    if (sandbox) {
      const path = await writeDemoFile(settings.data, url, seeded, `http://127.0.0.1:${sandbox.http}`);
      this.say(`Demo accounts and their passwords: ${path}`);
    }
    if (seeded.setupUrl) this.say(`Make the first administrator here, once: ${seeded.setupUrl}`);
    this.say(`Holdline 劝阻值守台 is ready: ${url}`);
    const token = seeded.sources[0]?.token;
    const trickle =
      sandbox && settings.demo === 'full' && token
        ? () => keepTrickling(`http://127.0.0.1:${sandbox.http}`, local, token)
        : () => Promise.resolve(true);
    await this.watch(local, trickle);
  }

  /** Awaits `work`, unless we are told to stop meanwhile. */
  private async step<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.goOn();
    return result;
  }

  private goOn(): void {
    if (this.failure) throw this.failure;
    if (this.stopping.signal.aborted) throw new Stopped();
  }

  private async untilReady(url: string): Promise<void> {
    for (let tries = 1; !(await isReady(url)); tries += 1) {
      this.goOn();
      if (tries % PATIENT_TRIES === 0) this.say('Still waiting for the api to be ready; see logs/api.log.');
      await pause(READY_PAUSE_MS);
    }
    this.goOn();
  }

  /** Prints how the desk is whenever that changes, and every ten minutes as a sign of life. Ends by throwing. */
  private async watch(url: string, trickle: () => Promise<boolean>): Promise<void> {
    let last = '';
    for (let beat = 0; ; beat += 1) {
      const ready = await isReady(url);
      const down = this.services.filter((service) => !service.isRunning).map((service) => service.name);
      if (ready) await trickle();
      const state = `${ready ? 'ready' : 'NOT READY'}${down.length > 0 ? `, down: ${down.join(', ')}` : ''}`;
      if (state !== last || beat % QUIET_HEARTBEATS === 0) this.say(`Desk ${state}.`);
      last = state;
      try {
        await pause(HEARTBEAT_MS, undefined, { signal: this.stopping.signal });
      } catch {
        this.goOn();
      }
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.stopping.abort();
  }

  /** Ends `run` as soon as the step it is in is done. */
  requestStop(): void {
    this.stopping.abort();
  }

  /** Stops the processes, then Redis, then PostgreSQL. To be called once `run` has ended, however it did. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.services.map((service) => service.stop()));
    await this.stores?.stop();
    await this.lock?.release();
  }

  /** For whoever cannot wait: the processes end at once; the stores still close their files. */
  kill(): void {
    for (const service of this.services) service.kill();
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false;
  }
}
