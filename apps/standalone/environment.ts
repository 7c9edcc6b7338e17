import { childEnv, parseEnv, type DemoMode } from '#platform';
import type { Keys } from './keys.js';
import type { SandboxPorts } from './ports.js';
import { StartError, type StandaloneSettings } from './settings.js';

/** What changes when a store comes back elsewhere. */
export interface StoreUrls {
  databaseUrl: string;
  redisUrl: string;
}

/**
 * The complete environment of the desk's processes: ours, the stores, the keys, and the sandbox as the outside
 * world unless the demo is off.
 * @throws StartError that names each wrong setting
 */
export function deskEnvironment(
  settings: StandaloneSettings,
  keys: Keys,
  stores: StoreUrls,
  port: number,
  sandbox: SandboxPorts | undefined,
): Record<string, string> {
  const environment = childEnv({
    ...keys,
    NODE_ENV: 'production',
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    HOLDLINE_DATA: settings.data,
    HOLDLINE_DEMO: settings.demo,
    HOST: settings.host,
    PORT: String(port),
    PUBLIC_URL: deskUrl(settings, port),
    ...(sandbox ? outsideWorld(sandbox, settings.demo) : {}),
  });
  try {
    parseEnv(environment);
  } catch (error) {
    throw new StartError((error as Error).message);
  }
  return environment;
}

export function deskUrl({ publicUrl, host }: StandaloneSettings, port: number): string {
  // 0.0.0.0 and :: are where one listens, not where one calls.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return publicUrl ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function outsideWorld({ http, smpp }: SandboxPorts, demo: DemoMode): Record<string, string> {
  const sandbox = `http://127.0.0.1:${http}`;
  return {
    SANDBOX_PORT: String(http),
    SANDBOX_URL: sandbox,
    SMPP_HOST: '127.0.0.1',
    SMPP_PORT: String(smpp),
    VOICE_URL: sandbox,
    INSTITUTIONS_URL: sandbox,
    // In the full demo people answer by themselves; else whoever drives the sandbox answers for them.
    ...(demo === 'full' ? { SANDBOX_ANSWERS: 'demo' } : {}),
    PULL_ALLOWED_HOSTS: `127.0.0.1:${http}`,
  };
}
