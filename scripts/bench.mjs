/** `npm run bench -- [--quick] …`: builds what changed and measures the engine; arguments go to it as they are. */
import { installIfNeeded } from './install.mjs';

await installIfNeeded();
const { buildServer } = await import('./build-server.mjs');
const { errors } = await buildServer();
for (const { source, message } of errors) console.error(`${source}: ${message}`);
if (errors.length > 0) process.exit(1);
await import('../test/bench/main.mjs');
