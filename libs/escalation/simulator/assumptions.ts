/** Least and most, both included. */
export type Range = readonly [number, number];
/** How often each of several things happens; adds up to 1. */
export type Shares<K extends string> = Readonly<Record<K, number>>;

/**
 * Everything the simulator assumes about people, stations and officers, in one place. [found] figures are those of
 * domain.md sections 1 and 8; the others are our own choice [chosen] within what those sections describe, and an office
 * that knows better puts its own in their place. None was fitted to a result. A comparison of two playbooks leans on
 * them less than any figure of one does, since both face the same people.
 */
export const ASSUMPTIONS = {
  /** [chosen] who is behind an alert. */
  truth: { victim: 0.905, self_aware: 0.055, false_alarm: 0.04 },
  /** [chosen] alerts on one person no further apart than this are about one and the same scam. */
  sameScamHours: 7 * 24,
  /** [chosen] fen at stake, evenly on a logarithmic scale: 3,000 to 300,000 yuan. */
  stakeFen: [300_000, 30_000_000],
  /**
   * When a victim whom nobody persuades pays, by the tier of the alert: [share of victims, minutes at most], in turn,
   * evenly within each step; the rest never pay. [found] many scams complete within 30 minutes; [chosen] how many.
   */
  pays: {
    critical: [
      [0.45, 30],
      [0.25, 120],
      [0.15, 24 * 60],
    ],
    high: [
      [0.12, 30],
      [0.2, 240],
      [0.33, 3 * 24 * 60],
    ],
    medium: [
      [0.02, 30],
      [0.13, 24 * 60],
      [0.25, 7 * 24 * 60],
    ],
    low: [
      [0.02, 24 * 60],
      [0.08, 7 * 24 * 60],
    ],
  },
  /** Minutes below which nobody pays: [chosen] a transfer takes a few. */
  paysAfterMinutes: 3,

  /** [chosen] share of calls that the person answers, by local hour, 0 to 23. */
  answersByHour: [
    ...[0.38, 0.34, 0.32, 0.3, 0.3, 0.34, 0.42, 0.52, 0.58, 0.6, 0.62, 0.62],
    ...[0.66, 0.6, 0.6, 0.6, 0.62, 0.64, 0.68, 0.7, 0.7, 0.66, 0.56, 0.46],
  ],
  /** [chosen] what a call is that the person does not answer. */
  unanswered: {
    no_answer: 0.62,
    busy: 0.2,
    rejected: 0.1,
    phone_off: 0.07,
    third_party_answered: 0.01,
  },
  /** [chosen] share of people who can neither be rung nor met at first, and for how many hours. */
  vanished: 0.02,
  vanishedHours: [20, 80],

  /** [chosen] what a victim says who is reached by phone, and in person. */
  byPhone: { persuaded: 0.84, wavering: 0.07, denies: 0.06, refused: 0.03 },
  inPerson: { persuaded: 0.93, wavering: 0.04, denies: 0.03 },
  /** [found] some say they are persuaded and pay all the same; [chosen] this many, in each conversation. */
  lies: 0.012,

  /** [chosen] seconds an officer takes: to read a case, for a call nobody answers, one that is answered, a note. */
  handling: { reading: [10, 30], unanswered: [30, 55], answered: [150, 420], paperwork: [20, 55] },
  /** [chosen] seconds until a station accepts, is at the door, has talked, or has left a notice. */
  visit: { accept: [60, 240], travel: [480, 1500], talk: [600, 1800], notice: [20, 55] },
  /** [chosen] share of visits that meet the person. Stations have as many people as are asked for. */
  metAtHome: 0.78,
  /** [chosen] seconds until a supervisor confirms as the second person, or agrees to a step. */
  supervisor: [60, 300],
  /** [chosen] seconds until an effect is acknowledged (message sent, call placed, visit dispatched). */
  acknowledged: 3,
  /** [chosen] a robot call: seconds it takes, and share of those who answer it that press a key. */
  robotCall: { takes: [15, 60], pressesKey: 0.8 },
  /** [chosen] share of relatives who answer that they are with the person, seconds until then, hours gained by it. */
  relative: { answers: 0.55, after: [60, 900], putsOffHours: 24 },
  /** [chosen] share of reviews in which an officer proposes a countermeasure, seconds until in force, hours in force. */
  countermeasure: { proposed: 0.2, inForceAfter: [300, 1200], releasedAfter: [60, 600], hours: 24 },
} as const;
