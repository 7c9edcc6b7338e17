#!/usr/bin/env node
/** `npm run holdline -- <area> <command> …`: builds what changed and runs apps/cli/<area>; standard output is the command's alone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { root } from './root.mjs';

const [area, ...rest] = process.argv.slice(2);
const AREAS = ['playbook'];
if (!AREAS.includes(area)) {
  console.error(`usage: holdline ${AREAS.join('|')} …`);
  process.exit(2);
}
await installIfNeeded();
if (existsSync(join(root, 'scripts/build-server.mjs'))) {
  const { buildServer } = await import('./build-server.mjs');
  const { errors } = await buildServer();
  for (const { source, message } of errors) console.error(`${source}: ${message}`);
  if (errors.length > 0) process.exit(1);
}
process.argv.splice(2, Infinity, ...rest);
await import(`../dist/apps/cli/${area}/main.js`);
