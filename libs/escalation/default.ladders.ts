import { after, type Edge, type Ladder, type RungSpec } from './playbook.js';

/**
 * domain.md section 2, column by column, as data. Where the table gives a time for something the system does by
 * itself (sms, dispatch, relative) it is the rung's start; for a person's work and for clocks it is the deadline.
 */
const MIN = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const start = (...rungs: string[]): Edge => ({ do: 'start', rungs });
const noPhone = ['no_phone', 'deaf'] as const;
const noRelative = ['no_relative', 'type_hidden_from_relatives'] as const;

/** An officer's word is enough for these; report back opens half-way, so that it does not hide the calls. */
const signIn = (dueS: number): RungSpec => ({
  id: 'sign_in',
  kind: 'sign_in',
  by: 'officer',
  start: after('received', 0),
  due: after('received', dueS),
  catchUp: 'fire',
});
const reportBack = (dueS: number): RungSpec => ({
  id: 'report_back',
  kind: 'report_back',
  by: 'officer',
  start: after('received', dueS / 2),
  due: after('received', dueS),
  catchUp: 'fire',
});
const faceToFace = (dueS: number): RungSpec => ({
  id: 'face_to_face',
  kind: 'face_to_face',
  by: 'station',
  start: after('received', 0),
  due: after('received', dueS),
  skipWhen: ['no_address'],
  catchUp: 'fire',
  on: { timeout: [start('reverify')] },
});
const reverify = (staleS: number, withinS: number): RungSpec => ({
  id: 'reverify',
  kind: 'reverify',
  by: 'officer',
  start: after('received', staleS),
  due: after('received', staleS + withinS),
  recurring: true,
  catchUp: 'fire',
});
const sms = (startS: number): RungSpec => ({
  id: 'sms',
  kind: 'sms',
  by: 'system',
  start: after('received', startS),
  due: null,
  skipWhen: ['no_phone'],
  catchUp: 'fire',
  template: 'warning',
});
const followUp = (id: string, afterS: number, withinS: number, more: Partial<RungSpec> = {}): RungSpec => ({
  id,
  kind: 'follow_up',
  by: 'officer',
  start: after('persuaded', afterS),
  due: after('persuaded', afterS + withinS),
  attempts: { max: 3, spacingS: 2 * HOUR, callerIds: 1, windowS: withinS },
  catchUp: 'compress',
  on: { exhausted: [start('reverify')], failed: [start('reverify')] },
  ...more,
});
const longWatch = [
  followUp('follow_up_24h', DAY, 4 * HOUR),
  followUp('follow_up_72h', 3 * DAY, 12 * HOUR),
  followUp('follow_up_7d', 7 * DAY, DAY),
  followUp('follow_up_30d', 30 * DAY, 2 * DAY, { onlyTypes: ['fake_investment', 'romance'] }),
];
/** While relatives look after the person, they are asked every 24 h. */
const checkIn: RungSpec = {
  ...followUp('check_in', DAY, 4 * HOUR),
  recurring: true,
  start: after('outcome', DAY),
  due: after('outcome', DAY + 4 * HOUR),
  on: { exhausted: [start('visit', 'reverify')], failed: [start('visit', 'reverify')] },
};

const critical: Ladder = {
  alarmsAt: [80, 100],
  quiet: false,
  staleS: 2 * HOUR,
  onStale: 'reverify',
  visitAfterPhone: true,
  heldCallAfterS: 2 * MIN,
  rungs: [
    signIn(1 * MIN),
    {
      id: 'call',
      kind: 'call',
      by: 'officer',
      start: after('received', 0),
      due: after('received', 2 * MIN),
      attempts: { max: 3, spacingS: 2 * MIN, callerIds: 2, windowS: 6 * MIN },
      skipWhen: noPhone,
      catchUp: 'fire',
      on: {
        exhausted: [start('visit', 'relative', 'countermeasure')],
        failed: [start('visit', 'relative', 'countermeasure')],
        skipped: [start('sms', 'visit', 'relative')],
      },
    },
    sms(2 * MIN),
    {
      id: 'visit',
      kind: 'visit',
      by: 'station',
      start: after('received', 3 * MIN),
      due: null,
      attempts: { max: 3, spacingS: 30 * MIN, callerIds: 0, windowS: 2 * HOUR },
      skipWhen: ['no_address'],
      catchUp: 'fire',
      on: {
        failed: [start('relative', 'countermeasure')],
        exhausted: [start('relative', 'countermeasure')],
        skipped: [start('relative')],
      },
    },
    {
      id: 'relative',
      kind: 'relative',
      by: 'relative',
      start: after('received', 5 * MIN),
      due: after('received', 15 * MIN),
      attempts: { max: 1, spacingS: 0, callerIds: 0, windowS: 10 * MIN },
      skipWhen: noRelative,
      alarmsAt: [],
      catchUp: 'fire',
      on: { timeout: [{ do: 'exhaust' }] },
    },
    {
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('received', 5 * MIN),
      due: null,
      approveWithinS: 5 * MIN,
      catchUp: 'fire',
    },
    faceToFace(30 * MIN),
    reportBack(1 * HOUR),
    reverify(2 * HOUR, 15 * MIN),
    checkIn,
    ...longWatch,
  ],
};

const high: Ladder = {
  alarmsAt: [80, 100],
  quiet: false,
  staleS: 12 * HOUR,
  onStale: 'reverify',
  visitAfterPhone: true,
  heldCallAfterS: 5 * MIN,
  rungs: [
    signIn(3 * MIN),
    {
      id: 'call',
      kind: 'call',
      by: 'officer',
      start: after('received', 0),
      due: after('received', 5 * MIN),
      attempts: { max: 3, spacingS: 10 * MIN, callerIds: 1, windowS: 30 * MIN },
      skipWhen: noPhone,
      catchUp: 'fire',
      on: {
        exhausted: [start('visit', 'relative', 'countermeasure')],
        failed: [start('visit', 'relative', 'countermeasure')],
        skipped: [start('sms', 'visit', 'relative')],
      },
    },
    sms(5 * MIN),
    {
      id: 'visit',
      kind: 'visit',
      by: 'station',
      start: after('received', 30 * MIN),
      due: null,
      attempts: { max: 3, spacingS: 1 * HOUR, callerIds: 0, windowS: 4 * HOUR },
      skipWhen: ['no_address'],
      catchUp: 'fire',
      on: {
        failed: [start('relative', 'countermeasure')],
        exhausted: [start('relative', 'countermeasure')],
        skipped: [start('relative')],
      },
    },
    {
      id: 'relative',
      kind: 'relative',
      by: 'relative',
      start: after('received', 20 * MIN),
      due: after('received', 50 * MIN),
      attempts: { max: 1, spacingS: 0, callerIds: 0, windowS: 30 * MIN },
      skipWhen: noRelative,
      alarmsAt: [],
      catchUp: 'fire',
      on: { timeout: [{ do: 'exhaust' }] },
    },
    {
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('outcome', 0),
      due: null,
      approveWithinS: 15 * MIN,
      catchUp: 'fire',
    },
    faceToFace(2 * HOUR),
    reportBack(4 * HOUR),
    reverify(12 * HOUR, 1 * HOUR),
    checkIn,
    ...longWatch,
  ],
};

const medium: Ladder = {
  alarmsAt: [100],
  quiet: true,
  staleS: 48 * HOUR,
  onStale: 'reverify',
  visitAfterPhone: false,
  heldCallAfterS: 30 * MIN,
  rungs: [
    signIn(15 * MIN),
    {
      id: 'call',
      kind: 'call',
      by: 'officer',
      start: after('received', 0),
      due: after('received', 30 * MIN),
      attempts: { max: 3, spacingS: 90 * MIN, callerIds: 1, windowS: 4 * HOUR },
      skipWhen: noPhone,
      catchUp: 'fire',
      on: { exhausted: [start('visit')], failed: [start('visit')], skipped: [start('sms', 'visit')] },
    },
    sms(30 * MIN),
    {
      id: 'visit',
      kind: 'visit',
      by: 'station',
      start: after('outcome', 0),
      due: null,
      attempts: { max: 2, spacingS: 6 * HOUR, callerIds: 0, windowS: DAY },
      skipWhen: ['no_address'],
      catchUp: 'fire',
      on: { failed: [start('relative')], exhausted: [start('relative')], skipped: [start('relative')] },
    },
    {
      id: 'relative',
      kind: 'relative',
      by: 'relative',
      start: after('received', 8 * HOUR),
      due: after('received', 12 * HOUR),
      attempts: { max: 1, spacingS: 0, callerIds: 0, windowS: 4 * HOUR },
      skipWhen: noRelative,
      agreement: 'supervisor',
      alarmsAt: [],
      catchUp: 'fire',
      on: { timeout: [{ do: 'exhaust' }] },
    },
    {
      // Exceptional: only when somebody refuses, never by time.
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('outcome', 0),
      due: null,
      approveWithinS: 15 * MIN,
      catchUp: 'fire',
    },
    faceToFace(24 * HOUR),
    reportBack(24 * HOUR),
    reverify(48 * HOUR, 4 * HOUR),
    checkIn,
    followUp('follow_up_72h', 3 * DAY, 12 * HOUR),
  ],
};

const low: Ladder = {
  alarmsAt: [],
  quiet: true,
  staleS: 72 * HOUR,
  onStale: 'expire',
  visitAfterPhone: false,
  heldCallAfterS: 24 * HOUR,
  rungs: [
    { ...signIn(0), by: 'system', due: null, runsInQuietHours: true },
    {
      id: 'robot_call',
      kind: 'robot_call',
      by: 'system',
      start: after('received', 0),
      due: after('received', 24 * HOUR),
      attempts: { max: 2, spacingS: 12 * HOUR, callerIds: 1, windowS: 24 * HOUR },
      skipWhen: noPhone,
      catchUp: 'fire',
      on: { exhausted: [start('call')], failed: [start('call')], skipped: [start('sms', 'call')] },
    },
    {
      // An officer calls when the robot could not settle it.
      id: 'call',
      kind: 'call',
      by: 'officer',
      start: after('outcome', 0),
      due: after('outcome', 24 * HOUR),
      attempts: { max: 2, spacingS: 12 * HOUR, callerIds: 1, windowS: 24 * HOUR },
      skipWhen: noPhone,
      catchUp: 'fire',
    },
    sms(30 * MIN),
    reportBack(48 * HOUR),
    { ...reverify(0, 0), start: after('outcome', 0), due: after('outcome', 24 * HOUR) },
    {
      id: 'expiry',
      kind: 'wait',
      by: 'system',
      start: after('received', 72 * HOUR),
      due: null,
      runsInQuietHours: true,
      catchUp: 'fire',
      on: { started: [{ do: 'close', outcome: 'expired' }] },
    },
    { ...checkIn, on: { exhausted: [start('call', 'reverify')], failed: [start('call', 'reverify')] } },
    // The table asks for none; the one that the gate promised is kept.
    followUp('follow_up_promised', 0, DAY, { promised: true }),
  ],
};

export const DEFAULT_LADDERS = { critical, high, medium, low } as const;
