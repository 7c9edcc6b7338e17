/** `npm run bench:import -- [--rows N]`: builds what changed and measures the import of large alert files. */
import { installIfNeeded } from './install.mjs';

await installIfNeeded();
const { buildServer } = await import('./build-server.mjs');
const { errors } = await buildServer();
for (const { source, message } of errors) console.error(`${source}: ${message}`);
if (errors.length > 0) process.exit(1);
await import('../test/bench/import-files.mjs');
