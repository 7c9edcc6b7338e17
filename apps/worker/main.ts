import 'reflect-metadata';
import { env } from '#platform';
import { createWorker, startWorker } from './create-worker.js';

const app = await createWorker(env());
app.enableShutdownHooks();
startWorker(app);
