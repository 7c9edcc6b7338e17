import { join } from 'node:path';
import { rawEnv, SHARED_SECRETS } from '#platform';
import { DEMO_ANSWERS } from './answers.js';
import type { SandboxOptions, SandboxSecrets } from './options.js';
import { startSandbox } from './start-sandbox.js';

/**
 * Settings of the sandbox process. It stands for the world outside, so it shares no settings object with Holdline:
 * where both sides must agree (SMPP login, tokens, callback secrets) the names are those of libs/platform/config.ts.
 */
function optionsFromEnvironment(): SandboxOptions {
  const number = (name: string): number | undefined => {
    const text = rawEnv(name);
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number`);
    return value;
  };
  const text = (name: string): string | undefined => rawEnv(name) || undefined;
  const data = text('HOLDLINE_DATA');
  const demo = (text('SANDBOX_ANSWERS') ?? (text('HOLDLINE_DEMO') === 'full' ? 'demo' : 'off')) === 'demo';
  const target = text('SANDBOX_TRICKLE_TARGET');
  const count = number('SANDBOX_TRICKLE_COUNT');
  const defined = <T extends object>(values: T): T =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
  return defined({
    httpPort: number('SANDBOX_PORT'),
    smppPort: number('SMPP_PORT'),
    smppSystemId: text('SMPP_SYSTEM_ID'),
    secrets: secretsFromEnvironment(),
    seed: text('SANDBOX_SEED'),
    answers: demo ? DEMO_ANSWERS : undefined,
    ordersFile: data === undefined ? undefined : join(data, 'sandbox-orders.json'),
    trickle: target
      ? defined({
          target,
          token: text('SANDBOX_TRICKLE_TOKEN') ?? '',
          perMinute: number('SANDBOX_TRICKLE_PER_MINUTE') ?? 4,
          count,
          forSeconds: count === undefined ? 604_800 : undefined,
        })
      : undefined,
  } as SandboxOptions);
}

/** What the environment shares with Holdline. @throws Error that names each one that is missing: a new one nobody would know */
function secretsFromEnvironment(): SandboxSecrets {
  const names = [...Object.keys(SHARED_SECRETS), 'UPSTREAM_TOKEN'] as (keyof SandboxSecrets)[];
  const missing = names.filter((name) => !rawEnv(name));
  if (missing.length > 0) throw new Error(`the sandbox needs ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, rawEnv(name)])) as SandboxSecrets;
}

const sandbox = await startSandbox(optionsFromEnvironment());
process.stdout.write(`sandbox ${sandbox.url} smpp://127.0.0.1:${sandbox.smppPort}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sandbox.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
