/** `npm run replay -- [--days N] …`: builds what changed and runs the half-year; arguments go to it as they are. */
import v8 from 'node:v8';
import { installIfNeeded } from './install.mjs';

// Nearly all that a step of the half-year makes is gone with it: room for the young saves copying them about.
v8.setFlagsFromString('--max-semi-space-size=64');

await installIfNeeded();
const { buildServer } = await import('./build-server.mjs');
const { errors } = await buildServer();
for (const { source, message } of errors) console.error(`${source}: ${message}`);
if (errors.length > 0) process.exit(1);
await import('../dist/apps/cli/replay/main.js');
