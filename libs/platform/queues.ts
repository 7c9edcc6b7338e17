import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, type ConnectionOptions, type IRedisClient } from 'bullmq';
import { QUEUES, type QueueName } from '#contracts';
import { wallClock } from './clock.js';
import type { Env } from './config.js';

const CONNECT_MS = 2_000;
/** A Redis that freezes keeps its connections: what it has not answered by then is given up, and looked for in rows. */
const COMMAND_MS = 2_000;
/** Whoever was heard within this time is not asked again whether they are there. */
const HEARD_MS = 500;
/** Silence on a connection after something was sent on it, after which it is cut and made anew. */
const PRODUCER_SILENCE_MS = 10_000;
/** A worker's own wait for a job is silent for up to 10 s. */
const WORKER_SILENCE_MS = 30_000;

/** How processes reach Redis: producers fail fast, so that a dead Redis never holds up a request or the relay. */
export function producerConnection(env: Env): ConnectionOptions {
  return {
    url: env.REDIS_URL,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    socketTimeout: PRODUCER_SILENCE_MS,
  };
}

/** Workers wait for Redis as long as it takes. */
export function workerConnection(env: Env): ConnectionOptions {
  return { url: env.REDIS_URL, maxRetriesPerRequest: null, socketTimeout: WORKER_SILENCE_MS };
}

/** The BullMQ queues, made at first use; jobs carry ids only. */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private readonly queues = new Map<QueueName, Queue>();
  /** When each was last known to answer, in monotonic ms. */
  private readonly heardAt = new Map<QueueName, number>();
  /** Told of each Redis error instead of crashing; the last one is shown by readiness. */
  lastError: Error | null = null;

  constructor(private readonly env: Env) {}

  get(name: QueueName): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue(name, {
        connection: producerConnection(this.env),
        prefix: this.env.QUEUE_PREFIX,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      });
      queue.on('error', (error) => {
        this.lastError = error;
      });
      this.queues.set(name, queue);
    }
    return queue;
  }

  /** Gives jobs to a queue. @throws as `answering` */
  async addBulk(name: QueueName, jobs: Parameters<Queue['addBulk']>[0]): Promise<void> {
    const queue = await this.answering(name);
    try {
      await queue.addBulk(jobs);
    } catch (error) {
      this.heardAt.delete(name);
      throw error;
    }
    this.heardAt.set(name, wallClock.elapsed());
  }

  /**
   * The queue, with a Redis that answers.
   *
   * @throws when it does not: at once when it was there before, else after `CONNECT_MS`, and after `COMMAND_MS` when it is
   *   frozen. BullMQ by itself would wait for a first connection for ever, and with it whoever ends the process.
   */
  async answering(name: QueueName): Promise<Queue> {
    const queue = this.get(name);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis does not answer')), CONNECT_MS);
    });
    try {
      await Promise.race([queue.waitUntilReady(), late]);
      const client = await queue.getBackend().client;
      if (client.status !== 'ready') throw new Error('Redis does not answer');
      await Promise.race([this.hear(name, client), late]);
    } finally {
      clearTimeout(timer);
    }
    return queue;
  }

  /** One that is frozen looks ready: nothing is marked for it, and nothing piles up in it, before it has spoken. */
  private async hear(name: QueueName, client: Pick<IRedisClient, 'hexists'>): Promise<void> {
    if (wallClock.elapsed() - (this.heardAt.get(name) ?? -Infinity) < HEARD_MS) return;
    this.heardAt.delete(name);
    // The cheapest question that BullMQ's client has: whether a key is there.
    await client.hexists(`${this.env.QUEUE_PREFIX}:${name}:meta`, 'version');
    this.heardAt.set(name, wallClock.elapsed());
  }

  all(): Queue[] {
    return QUEUES.map((name) => this.get(name));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
  }
}
