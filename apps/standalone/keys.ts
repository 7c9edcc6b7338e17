import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rawEnv, SHARED_SECRETS } from '#platform';
import { readJson, writePrivateFile } from './private-file.js';
import { StartError } from './settings.js';

/** The secrets of this desk, by the name of their setting, each with how the first start makes it. */
const MADE = {
  /** 32 bytes in base64: wraps the persons' keys; without it their data cannot be read again. */
  HOLDLINE_MASTER_KEY: () => randomBytes(32).toString('base64'),
  /** What it shares with its counterparts; in the demo they are the sandbox's too. */
  ...SHARED_SECRETS,
  UPSTREAM_TOKEN: SHARED_SECRETS.VOICE_TOKEN,
};
export type Keys = Record<keyof typeof MADE, string>;

/**
 * The desk's keys: from the environment where given, else from `keys.json` (mode 600) in the data folder,
 * which the first start makes.
 * @throws StartError when the data is there but the keys are not: new ones would make it unreadable
 */
export async function loadKeys(data: string): Promise<Keys> {
  const path = join(data, 'keys.json');
  const kept = (await readJson(path)) as Partial<Keys> | undefined;
  const names = Object.keys(MADE) as (keyof Keys)[];
  const hasData = await stat(join(data, 'postgres', 'data')).catch(() => undefined);
  if (!kept?.HOLDLINE_MASTER_KEY && hasData && !rawEnv('HOLDLINE_MASTER_KEY')) {
    throw new StartError(
      `${path} is missing, but ${data} has data that was encrypted with it. ` +
        'Put the file back, set HOLDLINE_MASTER_KEY, or remove the folder to start afresh.',
    );
  }
  const keys = Object.fromEntries(
    names.map((name) => [name, rawEnv(name) || (kept?.[name] ?? MADE[name]())]),
  ) as Keys;
  // What the environment gives is not ours to keep.
  const ours = names.filter((name) => !rawEnv(name));
  if (ours.some((name) => kept?.[name] === undefined)) {
    const file = { ...kept, ...Object.fromEntries(ours.map((name) => [name, keys[name]])) };
    await writePrivateFile(path, `${JSON.stringify(file, null, 2)}\n`);
  }
  return keys;
}
