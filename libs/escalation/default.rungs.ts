import { after, type Edge, type RungSpec } from './playbook.js';

/** Rungs that the default ladders have in common; only their times differ by tier. */
export const MIN = 60;
export const HOUR = 3600;
export const DAY = 24 * HOUR;

export const start = (...rungs: string[]): Edge => ({ do: 'start', rungs });
export const leaveTo = (...rungs: string[]): Edge => ({ do: 'leave_to', rungs });
export const noPhone = ['no_phone', 'deaf'] as const;
export const noRelative = ['no_relative', 'type_hidden_from_relatives'] as const;

/** An officer's word is enough for these; report back opens half-way, so that it does not hide the calls. */
export const signIn = (dueS: number): RungSpec => ({
  id: 'sign_in',
  kind: 'sign_in',
  by: 'officer',
  start: after('received', 0),
  due: after('received', dueS),
  catchUp: 'fire',
});
export const reportBack = (dueS: number): RungSpec => ({
  id: 'report_back',
  kind: 'report_back',
  by: 'officer',
  start: after('received', dueS / 2),
  due: after('received', dueS),
  catchUp: 'fire',
});
export const faceToFace = (dueS: number): RungSpec => ({
  id: 'face_to_face',
  kind: 'face_to_face',
  by: 'station',
  start: after('received', 0),
  due: after('received', dueS),
  skipWhen: ['no_address'],
  catchUp: 'fire',
  on: { timeout: [start('reverify')] },
});
export const reverify = (staleS: number, withinS: number): RungSpec => ({
  id: 'reverify',
  kind: 'reverify',
  by: 'officer',
  start: after('received', staleS),
  due: after('received', staleS + withinS),
  recurring: true,
  catchUp: 'fire',
});
export const sms = (startS: number): RungSpec => ({
  id: 'sms',
  kind: 'sms',
  by: 'system',
  start: after('received', startS),
  due: null,
  skipWhen: ['no_phone'],
  catchUp: 'fire',
  template: 'warning',
});
export const followUp = (
  id: string,
  afterS: number,
  withinS: number,
  more: Partial<RungSpec> = {},
): RungSpec => ({
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
export const longWatch = [
  followUp('follow_up_24h', DAY, 4 * HOUR),
  followUp('follow_up_72h', 3 * DAY, 12 * HOUR),
  followUp('follow_up_7d', 7 * DAY, DAY),
  followUp('follow_up_30d', 30 * DAY, 2 * DAY, { onlyTypes: ['fake_investment', 'romance'] }),
];
/** A relative who was asked in vain, or cannot be asked, is one way less: whoever looks at the case next sees that. */
export const relativeInVain: RungSpec['on'] = {
  timeout: [{ do: 'exhaust' }],
  exhausted: [leaveTo('reverify')],
  failed: [leaveTo('reverify')],
  skipped: [leaveTo('reverify')],
};
/** While relatives look after the person, they are asked every 24 h. */
export const checkIn: RungSpec = {
  ...followUp('check_in', DAY, 4 * HOUR),
  recurring: true,
  start: after('outcome', DAY),
  due: after('outcome', DAY + 4 * HOUR),
  on: { exhausted: [start('visit', 'reverify')], failed: [start('visit', 'reverify')] },
};
