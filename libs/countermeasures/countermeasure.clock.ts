import type { CountermeasureState } from '#contracts';
import { CHASE_MS, LAPSE_MS, MARKS, RELEASE_MS } from './countermeasure.policy.js';
import { OVER } from './countermeasure.state.js';
import type { CountermeasureRow } from './countermeasure.row.js';

type Clocked = Pick<
  CountermeasureRow,
  | 'state'
  | 'clock_from'
  | 'approve_by'
  | 'send_by'
  | 'acknowledge_by'
  | 'release_asked_at'
  | 'decided_at'
  | 'ends_at'
  | 'poll_at'
  | 'created_at'
  | 'alarmed'
>;

export interface Mark {
  /** `approve:80`; kept once it has rung. */
  key: string;
  code: string;
  percent: number;
  at: number;
}

const BEFORE: Readonly<Record<string, readonly CountermeasureState[]>> = {
  approve: ['drafted', 'awaiting_approval'],
  send: ['approved'],
  acknowledge: ['approved', 'sent'],
  release: ['expiring'],
};

/** The marks of the clocks that run in this state and have not rung yet. */
export function pendingMarks(row: Clocked): Mark[] {
  const clocks: [name: string, from: Date | null, due: number | undefined][] = [
    ['approve', row.clock_from, row.approve_by?.getTime()],
    ['send', row.decided_at, row.send_by?.getTime()],
    ['acknowledge', row.decided_at, row.acknowledge_by?.getTime()],
    [
      'release',
      row.release_asked_at,
      row.release_asked_at ? row.release_asked_at.getTime() + RELEASE_MS : undefined,
    ],
  ];
  return clocks.flatMap(([name, from, due]) => {
    if (!from || due === undefined || !BEFORE[name]!.includes(row.state)) return [];
    return MARKS.map((percent) => ({
      key: `${name}:${percent}`,
      code: `countermeasure_${name}`,
      percent,
      at: Math.round(from.getTime() + ((due - from.getTime()) * percent) / 100),
    })).filter((mark) => !row.alarmed.includes(mark.key));
  });
}

/** When a request that nobody decided is withdrawn. */
export const lapseAt = (row: Pick<Clocked, 'created_at'>): number => row.created_at.getTime() + LAPSE_MS;

/** Earliest thing that is pending, epoch ms; null only when it is over. */
export function nextWake(row: Clocked): number | null {
  if (OVER.includes(row.state)) return null;
  const times = pendingMarks(row).map((mark) => mark.at);
  if (row.state === 'drafted' || row.state === 'awaiting_approval') times.push(lapseAt(row));
  if (row.ends_at && row.state !== 'expiring') times.push(row.ends_at.getTime());
  if (row.poll_at && row.state !== 'in_force') times.push(row.poll_at.getTime());
  return Math.min(...times);
}

export const nextPoll = (now: number): Date => new Date(now + CHASE_MS);
