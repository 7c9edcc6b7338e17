import 'reflect-metadata';
import { env } from '#platform';
import { createWorker, startWorker } from './create-worker.js';

const app = await createWorker(env());
// Exit code 0 rather than the signal again, to which a process that is number 1 of its container is deaf.
app.enableShutdownHooks([], { useProcessExit: true });
startWorker(app);
