import { Injectable } from '@nestjs/common';
import { DeskAuditor } from '#cases';
import { Env, wallClock } from '#platform';

export const HEARTBEAT_MS = 60_000;
/** The auditor looks every 5 s; a look this old means that it is blind. */
const RECENT_MS = 30_000;
const ANSWER_MS = 5_000;

/**
 * Tells an outside watcher that the desk is alive and has dropped nobody (design.md rule 3). Silence is the alarm: it
 * comes when the worker is gone, when it cannot look, and when what it found has not healed.
 */
@Injectable()
export class Heartbeat {
  constructor(
    private readonly env: Env,
    private readonly auditor: DeskAuditor,
  ) {}

  /**
   * One call, an empty POST, if there is reason for it.
   *
   * @returns whether the watcher was told. @throws when it did not take it: an answer other than 2xx, or none in 5 s.
   */
  async beat(): Promise<boolean> {
    const { HEARTBEAT_URL: url } = this.env;
    const { lastLook } = this.auditor;
    if (!url || !lastLook || lastLook.findings > 0) return false;
    if (wallClock.elapsed() - lastLook.at > RECENT_MS) return false;
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    // The address may hold the watcher's key, so it is in no error.
    if (!answer.ok) throw new Error(`the watcher answered ${answer.status}`);
    return true;
  }
}
