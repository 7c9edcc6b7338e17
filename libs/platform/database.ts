import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';

/** A connection inside one transaction. */
export interface Tx {
  /** Rows of a parameterised statement. */
  query<T extends QueryResultRow = QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /**
   * Sends a statement whose answer nobody reads: the next ones follow it on the wire without waiting, and it has been
   * done before they are. If it fails, the transaction fails with its error, or with what `failed` throws for it.
   */
  send(sql: string, params?: readonly unknown[], failed?: (error: Error) => never): void;
  /** The desk's time in epoch milliseconds: the database's clock now, or the harness's in tests. Read it after the row lock. */
  now(): Promise<number>;
}

/** SQL for the desk's time as epoch milliseconds, to be read in the same statement as the row it belongs to. */
export const NOW_MS = `(extract(epoch from holdline_now()) * 1000)::float8`;

/** Parameterised SQL on TypeORM's pool: the hot path writes SQL, never `save` (design.md section 6). */
@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(readonly source: DataSource) {}

  private get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }

  async query<T extends QueryResultRow = QueryResultRow>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<T[]> {
    // A text without parameters may be several statements, which cannot be prepared.
    const config = params.length === 0 ? { text: sql } : prepared(sql, params);
    return (await this.pool.query<T>(config)).rows;
  }

  async one<T extends QueryResultRow = QueryResultRow>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<T | null> {
    return (await this.query<T>(sql, params))[0] ?? null;
  }

  async now(): Promise<number> {
    const row = await this.one<{ now: number }>(NOW);
    return row!.now;
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED); an error rolls all of it back. A deadlock or serialisation
   * failure is tried again, three times at most, so `work` must do nothing but SQL.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (attempt >= 3 || (code !== '40P01' && code !== '40001')) throw error;
      }
    }
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // A connection that is cut says so outside any query too; unheard, that would end the process.
    const cut = (error: Error): void => {
      broken = error;
    };
    client.on('error', cut);
    const unread = new Unread();
    try {
      unread.add(say(client, { text: 'BEGIN' }));
      const result = await work(onClient(client, unread));
      unread.add(say(client, { text: 'COMMIT' }));
      await unread.all();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      // What failed first is the reason; whatever came after it only heard that the transaction is over.
      throw (await unread.failure()) ?? error;
    } finally {
      client.off('error', cut);
      client.release(broken);
    }
  }

  /** A connection of one's own for LISTEN, COPY or a session-level advisory lock; the caller releases it. */
  async connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** The statements of a transaction that are under way and whose answers nobody reads. */
class Unread {
  private readonly sent: Promise<unknown>[] = [];

  add(statement: Promise<unknown>): void {
    // Heard when the transaction ends, and not by the process as an error that nobody took.
    statement.catch(() => undefined);
    this.sent.push(statement);
  }

  all(): Promise<unknown> {
    return Promise.all(this.sent);
  }

  /** The error of the first one that failed; null when all went well. */
  async failure(): Promise<unknown> {
    for (const outcome of await Promise.allSettled(this.sent))
      if (outcome.status === 'rejected') return outcome.reason;
    return null;
  }
}

const names = new Map<string, string>();

/**
 * A statement is prepared once on each connection, under a name made of its text: parsing and planning cost more than
 * running for most of ours. Texts are constants, so there are a few hundred names at most.
 */
function prepared(text: string, params: readonly unknown[]): QueryConfig {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
  }
  return { name, text, values: params as unknown[] };
}

const NOW = `SELECT ${NOW_MS} AS now`;

/** Gives one statement to the connection; all that are given in one go leave in one packet. */
function say<T extends QueryResultRow>(client: PoolClient, statement: QueryConfig): Promise<QueryResult<T>> {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  return client.query<T>(statement);
}

function onClient(client: PoolClient, unread: Unread): Tx {
  const query = async <T extends QueryResultRow>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<T[]> => (await say<T>(client, prepared(sql, params))).rows;
  return {
    query,
    send: (sql, params = [], failed) => {
      const sent = say(client, prepared(sql, params));
      unread.add(failed ? sent.catch(failed) : sent);
    },
    now: async () => (await query<{ now: number }>(NOW))[0]!.now,
  };
}
