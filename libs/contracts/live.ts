import type { AlarmView, QueueItem } from './cases.js';

/**
 * One row of the feed, in commit order by `seq`: what Socket.IO pushes and `GET /api/v1/events?after=` replays.
 * `data` holds keys and numbers, never personal data.
 */
export interface LiveEvent {
  seq: number;
  caseId: string | null;
  version: number | null;
  kind: string;
  at: string;
  data: Record<string, unknown>;
}

export interface EventsPage {
  events: LiveEvent[];
  /** Cursor for the next call; may pass events the caller may not see. */
  upTo: number;
  more: boolean;
}

/** Events of namespace `/live`, server to client. */
export interface ServerToClient {
  /** Feed rows since the last one, in order. */
  events: (batch: { events: LiveEvent[]; upTo: number }) => void;
  /** New content of lines of the queue; `removed` left it. */
  queue: (patch: {
    upserts: QueueItem[];
    removed: string[];
    order: string[];
    now: string;
    upTo: number;
  }) => void;
  alarm: (alarm: AlarmView) => void;
  today: (today: TodayView) => void;
  /** Sent every 5 s, so that a client can show how fresh it is. */
  beat: (beat: { now: string; upTo: number }) => void;
  presence: (p: { caseId: string; viewers: { id: string; name: string }[] }) => void;
}

export interface ClientToServer {
  /** Which case this client has open; null when none. */
  viewing: (caseId: string | null) => void;
}

export interface TodayView {
  date: string;
  persuasions: number;
  people: number;
  /** The half-year's mean to hold it against (domain.md section 1). */
  reference: number;
  alerts: number;
  attempts: number;
  openByTier: Record<string, number>;
  overdue: number;
  cutOff: string;
}
