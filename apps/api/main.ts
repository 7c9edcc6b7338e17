import 'reflect-metadata';
import { env } from '#platform';
import { createApi } from './create-api.js';

const settings = env();
const app = await createApi(settings);
await app.listen(settings.PORT, settings.HOST);
