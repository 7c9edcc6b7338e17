import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Sources } from '#intake';
import type { Env } from '#platform';
import type { Kept, Seeded } from './kept.js';

/** The source that pushes; in the full demo the sandbox's trickle comes from it. */
export const PUSH_SOURCE = 'platform';
const PULL_SOURCE = 'upstream';

/** A source that pushes with token and, if it likes, signature, and one that is polled at the sandbox. */
export async function seedSources(
  app: INestApplicationContext,
  kept: Kept,
  settings: Env,
): Promise<Seeded['sources']> {
  const sources = app.get(Sources);
  const platform = kept.sources.find((source) => source.id === PUSH_SOURCE) ?? {
    id: PUSH_SOURCE,
    token: randomBytes(32).toString('base64url'),
    secret: `whsec_${randomBytes(32).toString('base64')}`,
  };
  await sources.save({ ...platform, name: '市级预警平台（演示）', kind: 'push' });
  if (settings.SANDBOX_PORT > 0 && settings.UPSTREAM_TOKEN) {
    // Its port may be another one after a restart.
    await sources.save({
      id: PULL_SOURCE,
      name: '省级预警平台（演示，轮询）',
      kind: 'pull',
      pullUrl: `http://127.0.0.1:${settings.SANDBOX_PORT}/upstream/alerts`,
      pullToken: settings.UPSTREAM_TOKEN,
    });
  }
  return [platform];
}
