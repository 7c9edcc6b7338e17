/**
 * The stores of a desk on one machine: a PostgreSQL and a Redis of its own, started as child processes on
 * free ports of 127.0.0.1 and stopped with it. A desk with several machines brings DATABASE_URL and
 * REDIS_URL and does not come here.
 */
export { startPostgres, type PostgresOptions } from './postgres.js';
export { startRedis, type RedisOptions } from './redis.js';
export { redisBinary } from './redis-binary.js';
export { freePort, isPortFree } from './free-port.js';
export type { RunningStore } from './store-process.js';
