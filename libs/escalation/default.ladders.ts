import {
  DAY,
  HOUR,
  MIN,
  checkIn,
  faceToFace,
  followUp,
  leaveTo,
  longWatch,
  noPhone,
  noRelative,
  relativeInVain,
  reportBack,
  reverify,
  signIn,
  sms,
  start,
} from './default.rungs.js';
import { after, type Ladder, type RungSpec, type Variant } from './playbook.js';

/** A follow-up that needs it is made face to face (`firing.ts`). */
const inSignLanguage = (followUps: readonly RungSpec[]): Variant['rungs'] =>
  Object.fromEntries(followUps.map(({ id }) => [id, { needs: ['sign_language'] as const }]));

/**
 * Whoever is told by "the police" to trust nobody believes a uniform at the door sooner than a voice (domain.md section
 * 4); a deaf person does not ignore a dozen calls, and is met at once (section 8).
 */
const variantsWith = (followUps: readonly RungSpec[]): readonly Variant[] => [
  {
    types: ['impersonate_police'],
    rungs: { visit: { start: after('received', 0), needs: ['uniform'] } },
  },
  {
    flags: ['deaf'],
    rungs: {
      sms: { start: after('received', 0) },
      visit: { start: after('received', 0), needs: ['sign_language'] },
      ...inSignLanguage(followUps),
    },
  },
  { flags: ['needs_dialect'], rungs: { call: { needs: ['dialect'] }, visit: { needs: ['dialect'] } } },
];
const mediumFollowUp = followUp('follow_up_72h', 3 * DAY, 12 * HOUR);
/** The table asks for none; the one that the gate promised is kept. */
const promisedFollowUp = followUp('follow_up_promised', 0, DAY, { promised: true });
/** Nobody is sent to the door in the lowest tier. */
const lowVariants: readonly Variant[] = [
  {
    flags: ['deaf'],
    rungs: { sms: { start: after('received', 0) }, ...inSignLanguage([promisedFollowUp]) },
  },
  { flags: ['needs_dialect'], rungs: { call: { needs: ['dialect'] } } },
];

/**
 * domain.md section 2, column by column, as data. Where the table gives a time for something the system does by
 * itself (sms, dispatch, relative) it is the rung's start; for a person's work and for clocks it is the deadline.
 */
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
      catchUp: 'fire',
      on: relativeInVain,
    },
    {
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('received', 5 * MIN),
      due: null,
      catchUp: 'fire',
    },
    faceToFace(30 * MIN),
    reportBack(1 * HOUR),
    reverify(2 * HOUR, 15 * MIN),
    checkIn,
    ...longWatch,
  ],
  variants: variantsWith(longWatch),
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
      catchUp: 'fire',
      on: relativeInVain,
    },
    {
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('outcome', 0),
      due: null,
      catchUp: 'fire',
    },
    faceToFace(2 * HOUR),
    reportBack(4 * HOUR),
    reverify(12 * HOUR, 1 * HOUR),
    checkIn,
    ...longWatch,
  ],
  variants: variantsWith(longWatch),
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
      catchUp: 'fire',
      on: relativeInVain,
    },
    {
      // Exceptional: only when somebody refuses, never by time.
      id: 'countermeasure',
      kind: 'countermeasure',
      by: 'officer',
      start: after('outcome', 0),
      due: null,
      catchUp: 'fire',
    },
    faceToFace(24 * HOUR),
    reportBack(24 * HOUR),
    reverify(48 * HOUR, 4 * HOUR),
    checkIn,
    mediumFollowUp,
  ],
  variants: variantsWith([mediumFollowUp]),
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
      on: {
        exhausted: [leaveTo('reverify', 'expiry')],
        failed: [leaveTo('reverify', 'expiry')],
        skipped: [leaveTo('reverify', 'expiry')],
      },
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
      skipWhen: ['person_reached'],
      catchUp: 'fire',
      on: { started: [{ do: 'close', outcome: 'expired' }] },
    },
    { ...checkIn, on: { exhausted: [start('call', 'reverify')], failed: [start('call', 'reverify')] } },
    promisedFollowUp,
  ],
  variants: lowVariants,
};

export const DEFAULT_LADDERS = { critical, high, medium, low } as const;
