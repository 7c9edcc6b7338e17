import type { OutcomeRule } from './playbook.js';
import type { AttemptKind, Outcome } from './vocabulary.js';

/**
 * domain.md section 3 as data: which attempts may report an outcome, what becomes of the rung that was worked, and
 * what starts. `orElse` is an officer's call, for the tier that has neither visit nor relative.
 */
const SPOKEN: readonly AttemptKind[] = ['call', 'inbound_call', 'visit', 'follow_up'];
const ANSWERED: readonly AttemptKind[] = [...SPOKEN, 'robot_call', 'sms', 'relative'];
const RUNG_OUT: readonly AttemptKind[] = ['call', 'robot_call', 'follow_up'];
const ANY: readonly AttemptKind[] = [...ANSWERED, 'review'];

const toVisit = { do: 'start', rungs: ['visit'], orElse: ['call'] } as const;
const toVisitAndRelative = { do: 'start', rungs: ['visit', 'relative'], orElse: ['call'] } as const;
const toAll = { do: 'start', rungs: ['sms', 'relative', 'visit'] } as const;
/** Money that went is high at least, whatever the alert said (domain.md section 2). */
const raisePaid = { do: 'raise', cause: 'paid', atLeast: 'high' } as const;
const stopPayment = { do: 'draft', countermeasure: 'stop_payment', target: 'suspect_account' } as const;
/** What a relative reports about themselves says nothing about the person. */
const relativeSilent = { relative: { rung: 'retry', edges: [] } } as const;
const relativeDone = {
  relative: { rung: 'done', edges: [{ do: 'leave_to', rungs: ['reverify'] }] },
} as const;
/** After a visit that met the person in vain: relatives and a countermeasure review, not the same visit again. */
const visitInVain = {
  visit: { rung: 'done', edges: [{ do: 'start', rungs: ['relative', 'countermeasure'] }] },
} as const;

export const DEFAULT_OUTCOMES: Readonly<Record<Outcome, OutcomeRule>> = {
  persuaded_phone: {
    zh: '电话已劝阻',
    ends: 'watch',
    kinds: ['call', 'inbound_call', 'follow_up'],
    reached: true,
    rung: 'done',
    edges: [],
    inWatch: 'clean',
  },
  persuaded_visit: {
    zh: '见面已劝阻',
    ends: 'watch',
    kinds: ['visit'],
    reached: true,
    rung: 'done',
    edges: [],
    inWatch: 'clean',
  },
  self_aware: {
    zh: '本人已识破',
    ends: 'yes',
    kinds: [...SPOKEN, 'robot_call', 'sms'],
    reached: true,
    rung: 'done',
    edges: [],
    inWatch: 'clean',
  },
  false_alarm: {
    zh: '经核实误报',
    ends: 'yes',
    secondReviewer: ['critical', 'high'],
    kinds: [...SPOKEN, 'review'],
    reached: true,
    rung: 'done',
    edges: [],
    inWatch: 'same',
  },
  wavering: {
    zh: '半信半疑',
    ends: 'no',
    kinds: ANSWERED,
    reached: true,
    rung: 'done',
    edges: [toVisit],
    inWatch: 'relapse',
    byKind: { ...relativeDone, ...visitInVain },
  },
  denies: {
    zh: '否认被骗',
    ends: 'no',
    kinds: ANSWERED,
    reached: true,
    rung: 'done',
    edges: [toVisitAndRelative],
    inWatch: 'relapse',
    byKind: { ...relativeDone, ...visitInVain },
  },
  refused: {
    zh: '拒不配合',
    ends: 'no',
    kinds: ANSWERED,
    reached: true,
    rung: 'done',
    edges: [
      { do: 'alarm', code: 'refused' },
      { do: 'start', rungs: ['countermeasure'] },
    ],
    inWatch: 'relapse',
    byKind: relativeDone,
  },
  no_answer: {
    zh: '无人接听',
    ends: 'no',
    kinds: [...RUNG_OUT, 'relative'],
    reached: false,
    rung: 'retry',
    edges: [{ do: 'start', rungs: ['sms'] }],
    inWatch: 'retry',
    byKind: relativeSilent,
  },
  busy: {
    zh: '通话中',
    ends: 'no',
    kinds: RUNG_OUT,
    reached: false,
    rung: 'retry',
    edges: [{ do: 'raise', cause: 'busy_twice', twiceApartS: 180 }, toAll],
    inWatch: 'retry',
  },
  rejected: {
    zh: '挂断/拉黑',
    ends: 'no',
    kinds: RUNG_OUT,
    reached: false,
    rung: 'retry',
    edges: [toVisit],
    inWatch: 'retry',
  },
  phone_off: {
    zh: '关机/飞行模式/停机',
    ends: 'no',
    kinds: RUNG_OUT,
    reached: false,
    rung: 'retry',
    edges: [{ do: 'raise', cause: 'phone_off' }, toVisit],
    inWatch: 'retry',
  },
  invalid_number: {
    zh: '空号',
    ends: 'no',
    kinds: [...RUNG_OUT, 'sms'],
    reached: false,
    rung: 'failed',
    edges: [
      { do: 'cancel', rungs: ['sms', 'robot_call'] },
      { do: 'start', rungs: ['reverify'] },
    ],
    inWatch: 'same',
  },
  third_party_answered: {
    zh: '非本人接听',
    ends: 'no',
    kinds: [...RUNG_OUT, 'inbound_call'],
    reached: false,
    rung: 'retry',
    edges: [{ do: 'raise', cause: 'third_party_answered' }, toVisit],
    inWatch: 'relapse',
  },
  call_forward_suspected: {
    zh: '疑似呼叫转移',
    ends: 'no',
    kinds: [...RUNG_OUT, 'inbound_call'],
    reached: false,
    rung: 'retry',
    edges: [
      { do: 'raise', cause: 'call_forward_suspected' },
      toVisit,
      // An officer asks the carrier to cancel forwarding; the system never proposes (design.md section 8).
      { do: 'start', rungs: ['countermeasure'] },
    ],
    inWatch: 'relapse',
  },
  not_found: {
    zh: '上门未见',
    ends: 'no',
    kinds: ['visit'],
    reached: false,
    rung: 'retry',
    edges: [{ do: 'start', rungs: ['relative'] }],
    inWatch: 'retry',
  },
  wrong_jurisdiction: {
    zh: '不在辖区',
    ends: 'no',
    kinds: [...SPOKEN, 'review'],
    reached: false,
    rung: 'retry',
    // Ours until the other centre accepts: somebody looks after it.
    edges: [{ do: 'start', rungs: ['reverify'] }],
    inWatch: 'same',
  },
  paid: {
    zh: '已转账',
    ends: 'no',
    kinds: ANY,
    reached: true,
    rung: 'done',
    edges: [raisePaid, stopPayment, toVisit],
    inWatch: 'paid',
    byKind: {
      visit: { rung: 'done', edges: [raisePaid, stopPayment, { do: 'start', rungs: ['countermeasure'] }] },
    },
  },
  paid_after_persuasion: {
    zh: '劝阻后仍转账',
    ends: 'no',
    kinds: ANY,
    reached: true,
    rung: 'done',
    edges: [{ do: 'raise', cause: 'paid_after_persuasion' }, raisePaid, stopPayment, toVisit],
    inWatch: 'paid',
  },
  relative_custody: {
    zh: '家属协助看护',
    ends: 'no',
    kinds: [...SPOKEN, 'relative'],
    reached: false,
    rung: 'done',
    edges: [
      { do: 'settle', rungs: ['relative'] },
      { do: 'start', rungs: ['check_in'] },
    ],
    inWatch: 'same',
  },
  duplicate: {
    zh: '重复预警',
    ends: 'yes',
    kinds: ['review'],
    // Closing it alone would drop whoever it is about: the merge names the case that looks after them.
    notYet: 'a duplicate is recorded by merging the case into the one it doubles',
    reached: false,
    rung: 'done',
    edges: [],
    inWatch: 'same',
  },
  not_victim: {
    zh: '涉嫌涉诈',
    ends: 'no',
    kinds: [...SPOKEN, 'review'],
    reached: true,
    rung: 'done',
    // Nobody warns a suspect: every contact stops (`referral.ts`), and a person decides what becomes of the case.
    edges: [
      { do: 'alarm', code: 'not_victim' },
      { do: 'start', rungs: ['reverify'] },
    ],
    inWatch: 'same',
  },
  expired: {
    zh: '预警失效',
    ends: 'yes',
    // By itself after 72 h, or by a supervisor's word before (action `cases.expire`).
    kinds: ['review'],
    tiers: ['low'],
    reached: false,
    rung: 'done',
    edges: [],
    inWatch: 'same',
  },
};
