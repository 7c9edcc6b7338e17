import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';

/** What a feature above `cases` keeps of a case and another case looks after while it is merged. */
export interface Belongings {
  /** Hands what is not over to the other case. */
  handOver(tx: Tx, from: string, into: string): Promise<void>;
  /** Takes it back. @returns of both cases whether a countermeasure is active on it then */
  takeBack(tx: Tx, from: string, into: string): Promise<{ from: boolean; into: boolean }>;
}

/**
 * Where that feature registers: it moves in the very transaction of the merge, so that no release can be decided on the
 * wrong case in between.
 */
@Injectable()
export class MovedBelongings implements Belongings {
  private owner: Belongings | undefined;

  /** @throws Error when somebody is registered already. */
  register(owner: Belongings): void {
    if (this.owner) throw new Error('the belongings of a case have an owner already');
    this.owner = owner;
  }

  async handOver(tx: Tx, from: string, into: string): Promise<void> {
    await this.owner?.handOver(tx, from, into);
  }

  /** In a process without the feature there is nothing to take back. */
  async takeBack(tx: Tx, from: string, into: string): Promise<{ from: boolean; into: boolean }> {
    return (await this.owner?.takeBack(tx, from, into)) ?? { from: false, into: false };
  }
}
