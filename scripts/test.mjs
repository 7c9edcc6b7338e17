/**
 * `npm test`: unit, integration and end-to-end specs on a real PostgreSQL and Redis, and the short form of the fault
 * matrix. Arguments go to Jest, e.g. `npm test -- libs/escalation`.
 */
import { installIfNeeded } from './install.mjs';
import { conclude, runJest } from './jest.mjs';

await installIfNeeded();
conclude(await runJest(process.argv.slice(2)));
