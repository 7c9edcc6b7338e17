import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DEMO_MODES, rawEnv, type DemoMode } from '#platform';

/** What the standalone needs to know before it can complete the settings of the other processes. */
export interface StandaloneSettings {
  /** Absolute path of the data folder. */
  data: string;
  demo: DemoMode;
  host: string;
  /** Undefined: nobody asked for one, so 3000 or the next that is free. */
  port: number | undefined;
  publicUrl: string | undefined;
  /** Given ones are used; else we start our own. */
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
}

/** A wrong setting or a machine that lacks something: shown as it is, without a stack. */
export class StartError extends Error {}

/** Makes the data folder if need be. @throws StartError that says why it cannot be */
export async function makeDataFolder(data: string): Promise<void> {
  try {
    await mkdir(join(data, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`HOLDLINE_DATA (${data}) cannot be used as a folder: ${code}.`);
  }
}

/** @throws StartError that names the variable */
export function readSettings(): StandaloneSettings {
  const given = (name: string) => rawEnv(name)?.trim() || undefined;
  const demo = given('HOLDLINE_DEMO') ?? 'full';
  if (!DEMO_MODES.includes(demo as DemoMode)) {
    throw new StartError(`HOLDLINE_DEMO must be one of ${DEMO_MODES.join(', ')}, not "${demo}".`);
  }
  const port = given('PORT');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw new StartError(`PORT must be a number from 1 to 65535, not "${port}".`);
  }
  return {
    data: resolve(given('HOLDLINE_DATA') ?? '.holdline'),
    demo: demo as DemoMode,
    host: given('HOST') ?? '127.0.0.1',
    port: port === undefined ? undefined : Number(port),
    publicUrl: given('PUBLIC_URL'),
    databaseUrl: given('DATABASE_URL'),
    redisUrl: given('REDIS_URL'),
  };
}
