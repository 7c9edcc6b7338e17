import { HALF_YEAR } from '#cases';

/**
 * Everything the modelled half-year assumes, fixed beforehand. [found] figures are those of domain.md section 1; the
 * shares are our own choice [chosen] within what that section and section 8 describe. Nothing here was fitted to the
 * result, and the result is printed beside the 181 that one district reported, whatever it is.
 */
export const PARAMETERS = {
  ...HALF_YEAR,

  /**
   * [found] a desk has 8 people in two teams for 24 hours; [chosen] half of each team is on duty, and each team has
   * every other person, with a queue and a clock to itself, so that the two run side by side.
   */
  teams: 2,
  officersOnDuty: 4,
  /** [chosen] seconds an officer takes: a call nobody answers, one that is answered, a note. */
  handling: { unanswered: [30, 55], answered: [150, 420], paperwork: [20, 55] },
  /** [chosen] seconds until a station accepts, is on its way, and has talked. */
  visits: { accept: [60, 240], travel: [480, 1500], talk: [600, 1800] },
  /** [chosen] seconds until a supervisor confirms as the second person. */
  confirms: [60, 300],
  /** [chosen] seconds until a robot call has ended. */
  robotCall: [15, 60],
  /** [chosen] seconds until a relative answers the SMS, if they do. */
  relatives: { answers: 0.55, after: [60, 900] },

  /** [chosen] who people are behind the alert. */
  truth: { victim: 0.905, self_aware: 0.055, false_alarm: 0.04 },
  /** [chosen] share of victims who are out of reach for days before they can be met. */
  vanished: 0.02,
  vanishedHours: [20, 80],
  /** [chosen] share of answered calls that a person answers by day, at night. */
  answersCall: { day: 0.62, night: 0.4 },
  /** [chosen] what an unanswered call is. */
  unanswered: { no_answer: 0.62, busy: 0.2, rejected: 0.1, phone_off: 0.07, third_party_answered: 0.01 },
  /** [chosen] reactions of a victim who is reached by phone, and in person. */
  byPhone: { persuaded: 0.84, wavering: 0.07, denies: 0.06, refused: 0.02, paid: 0.01 },
  inPerson: { persuaded: 0.93, wavering: 0.03, denies: 0.03, paid: 0.01 },
  /** [chosen] share of visits that meet the person. */
  metAtHome: 0.78,
  /** [found] some transfer after they were persuaded; [chosen] this many, and they say so at the follow-up. */
  lies: 0.012,
} as const;

export type Range = readonly [number, number];
