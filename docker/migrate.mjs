/** Brings the database of DATABASE_URL to the newest schema and ends; runs once before api and worker start. */
import { migrateDatabase } from '#platform';

if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');
await migrateDatabase(process.env.DATABASE_URL);
