import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import type { Edge, RungSpec } from './playbook.js';
import { CLOSING_OUTCOMES } from './ending.js';
import { HUMAN_RUNG_KINDS, OUTCOMES, TIERS, type Tier } from './vocabulary.js';

const MIN = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const rung = (tier: Tier, id: string): RungSpec | undefined =>
  DEFAULT_PLAYBOOK.tiers[tier].rungs.find((one) => one.id === id);
const due = (tier: Tier, id: string): number | undefined => rung(tier, id)?.due?.afterS;
const start = (tier: Tier, id: string): number | undefined => rung(tier, id)?.start.afterS;

describe('the default playbook says what domain.md section 2 says', () => {
  it.each([
    ['critical', 1 * MIN, 2 * MIN, 30 * MIN, 1 * HOUR],
    ['high', 3 * MIN, 5 * MIN, 2 * HOUR, 4 * HOUR],
    ['medium', 15 * MIN, 30 * MIN, 24 * HOUR, 24 * HOUR],
  ] as const)(
    '%s: sign-in, first call, face to face and report back are due',
    (tier, signIn, call, face, report) => {
      expect(due(tier, 'sign_in')).toBe(signIn);
      expect(due(tier, 'call')).toBe(call);
      expect(due(tier, 'face_to_face')).toBe(face);
      expect(due(tier, 'report_back')).toBe(report);
      for (const id of ['sign_in', 'call', 'face_to_face', 'report_back']) {
        expect(rung(tier, id)?.due?.anchor).toBe('received');
      }
    },
  );

  it('low: sign-in is automatic, a robot calls within 24 h, report back by 48 h, nobody visits', () => {
    expect(rung('low', 'sign_in')).toMatchObject({ by: 'system', due: null });
    expect(due('low', 'robot_call')).toBe(24 * HOUR);
    expect(due('low', 'report_back')).toBe(48 * HOUR);
    for (const id of ['visit', 'relative', 'face_to_face', 'countermeasure'])
      expect(rung('low', id)).toBeUndefined();
  });

  it.each([
    ['critical', 'call', 3, 6 * MIN, 2],
    ['high', 'call', 3, 30 * MIN, 1],
    ['medium', 'call', 3, 4 * HOUR, 1],
    ['low', 'robot_call', 2, 24 * HOUR, 1],
  ] as const)('%s: %s makes %i attempts within the window', (tier, id, max, windowS, callerIds) => {
    expect(rung(tier, id)?.attempts).toMatchObject({ max, windowS, callerIds });
    expect((max - 1) * (rung(tier, id)?.attempts?.spacingS ?? Infinity)).toBeLessThanOrEqual(windowS);
  });

  it('sms, dispatch and relative act at their times', () => {
    expect(TIERS.map((tier) => start(tier, 'sms'))).toEqual([2 * MIN, 5 * MIN, 30 * MIN, 30 * MIN]);
    expect([start('critical', 'visit'), start('high', 'visit')]).toEqual([3 * MIN, 30 * MIN]);
    expect(rung('medium', 'visit')?.start.anchor).toBe('outcome');
    expect([start('critical', 'relative'), start('high', 'relative'), start('medium', 'relative')]).toEqual([
      5 * MIN,
      20 * MIN,
      8 * HOUR,
    ]);
    expect(rung('medium', 'relative')?.agreement).toBe('supervisor');
  });

  it('a countermeasure may be proposed', () => {
    expect(start('critical', 'countermeasure')).toBe(5 * MIN);
    expect(rung('high', 'countermeasure')?.start.anchor).toBe('outcome');
    expect(rung('medium', 'countermeasure')?.start.anchor).toBe('outcome');
  });

  it('follow-ups count from the persuasion, the long one for investment and romance only', () => {
    const plan = (tier: Tier): number[] =>
      DEFAULT_PLAYBOOK.tiers[tier].rungs
        .filter((one) => one.kind === 'follow_up' && one.start.anchor === 'persuaded' && !one.promised)
        .map((one) => one.start.afterS);
    expect(plan('critical')).toEqual([DAY, 3 * DAY, 7 * DAY, 30 * DAY]);
    expect(plan('high')).toEqual(plan('critical'));
    expect(plan('medium')).toEqual([3 * DAY]);
    expect(plan('low')).toEqual([]);
    expect(rung('critical', 'follow_up_30d')?.onlyTypes).toEqual(['fake_investment', 'romance']);
  });

  it('goes stale, and rings, by tier', () => {
    const ladders = TIERS.map((tier) => DEFAULT_PLAYBOOK.tiers[tier]);
    expect(ladders.map((ladder) => ladder.staleS)).toEqual([2 * HOUR, 12 * HOUR, 48 * HOUR, 72 * HOUR]);
    expect(ladders.map((ladder) => ladder.onStale)).toEqual(['reverify', 'reverify', 'reverify', 'expire']);
    expect([start('critical', 'reverify'), start('low', 'expiry')]).toEqual([2 * HOUR, 72 * HOUR]);
    expect(ladders.map((ladder) => ladder.alarmsAt)).toEqual([[80, 100], [80, 100], [100], []]);
    expect(ladders.map((ladder) => ladder.quiet)).toEqual([false, false, true, true]);
  });
});

describe('the default playbook has no dead ends', () => {
  const edgesOf = (tier: Tier): Edge[] => [
    ...DEFAULT_PLAYBOOK.tiers[tier].rungs.flatMap((one) => Object.values(one.on ?? {}).flat()),
    ...Object.values(DEFAULT_PLAYBOOK.outcomes).flatMap((rule) => [...rule.edges]),
  ];

  it.each(TIERS)('%s: every rung id is there once', (tier) => {
    const ids = DEFAULT_PLAYBOOK.tiers[tier].rungs.map((one) => one.id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(TIERS)("%s: a rung's own edges lead to rungs of the tier", (tier) => {
    const ids = DEFAULT_PLAYBOOK.tiers[tier].rungs.map((one) => one.id);
    const own = DEFAULT_PLAYBOOK.tiers[tier].rungs.flatMap((one) => Object.values(one.on ?? {}).flat());
    const targets = own.flatMap((edge) => (edge.do === 'start' ? edge.rungs : []));
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(TIERS)('%s: every rung that no anchor schedules is reached by an edge', (tier) => {
    const reached = edgesOf(tier).flatMap((edge) =>
      edge.do === 'start' ? [...edge.rungs, ...(edge.orElse ?? [])] : [],
    );
    const dormant = DEFAULT_PLAYBOOK.tiers[tier].rungs.filter((one) => one.start.anchor === 'outcome');
    expect(dormant.filter((one) => !reached.includes(one.id)).map((one) => one.id)).toEqual([]);
  });

  it.each(TIERS)('%s: a person ends up handling it', (tier) => {
    const { rungs } = DEFAULT_PLAYBOOK.tiers[tier];
    expect(rungs.some((one) => one.by === 'officer' && HUMAN_RUNG_KINDS.includes(one.kind))).toBe(true);
    expect(rungs.some((one) => one.kind === 'reverify' && one.by === 'officer')).toBe(true);
  });

  it('knows every outcome, and only those that may close one end a case', () => {
    expect(Object.keys(DEFAULT_PLAYBOOK.outcomes).sort()).toEqual([...OUTCOMES].sort());
    const ending = OUTCOMES.filter((outcome) => DEFAULT_PLAYBOOK.outcomes[outcome].ends !== 'no');
    expect([...ending].sort()).toEqual([...CLOSING_OUTCOMES].sort());
  });
});
