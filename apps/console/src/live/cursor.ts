import type { LiveEvent } from '#contracts';
import { mergeBatch, type FeedCursor } from './feed-cursor.js';

/** The page's place in the feed. */
let cursor: FeedCursor = { seq: null };

export const cursorAt = (): number | null => cursor.seq;

/** Events not seen before; moves the cursor. */
export function takeBatch(batch: { events: LiveEvent[]; upTo: number }): LiveEvent[] {
  const step = mergeBatch(cursor, batch);
  cursor = step.cursor;
  return step.fresh;
}

/** A list that was read whole says how far it reaches; only the first such answer sets the start. */
export function noteCursor(upTo: number): void {
  if (cursor.seq === null) cursor = { seq: upTo };
}

export const resetCursor = (): void => {
  cursor = { seq: null };
};
