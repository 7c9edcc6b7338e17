/** `npm run replay -- [--days N] …`: builds what changed and runs the half-year; arguments go to it as they are. */
import { installIfNeeded } from './install.mjs';

await installIfNeeded();
const { buildServer } = await import('./build-server.mjs');
const { errors } = await buildServer();
for (const { source, message } of errors) console.error(`${source}: ${message}`);
if (errors.length > 0) process.exit(1);
await import('../dist/apps/cli/replay/main.js');
