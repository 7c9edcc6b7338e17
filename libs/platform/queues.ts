import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, type ConnectionOptions } from 'bullmq';
import { QUEUES, type QueueName } from '#contracts';
import type { Env } from './config.js';

const CONNECT_MS = 2_000;

/** How processes reach Redis: producers fail fast, so that a dead Redis never holds up a request or the relay. */
export function producerConnection(env: Env): ConnectionOptions {
  return {
    url: env.REDIS_URL,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_MS,
  };
}

/** Workers wait for Redis as long as it takes. */
export function workerConnection(env: Env): ConnectionOptions {
  return { url: env.REDIS_URL, maxRetriesPerRequest: null };
}

/** The BullMQ queues, made at first use; jobs carry ids only. */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private readonly queues = new Map<QueueName, Queue>();
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
    await queue.addBulk(jobs);
  }

  /**
   * The queue, with a Redis that answers.
   *
   * @throws when it does not: at once when it was there before, else after `CONNECT_MS`. BullMQ by itself would wait for
   *   a first connection for ever, and with it whoever ends the process.
   */
  async answering(name: QueueName): Promise<Queue> {
    const queue = this.get(name);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis does not answer')), CONNECT_MS);
    });
    try {
      await Promise.race([queue.waitUntilReady(), late]);
      const { status } = await queue.getBackend().client;
      if (status !== 'ready') throw new Error('Redis does not answer');
    } finally {
      clearTimeout(timer);
    }
    return queue;
  }

  all(): Queue[] {
    return QUEUES.map((name) => this.get(name));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
  }
}
