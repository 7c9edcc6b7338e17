import { signalsInDescription } from './description-words.js';
import { DAY, NOON, SECOND } from './ladder-story.js';
import { triage, type TriageInput } from './triage.js';
import type { Signal, Tier } from './vocabulary.js';

const ALERT: TriageInput = {
  signals: [],
  flags: [],
  fraudType: 'other',
  sourceTier: null,
  alertsIn30Days: 1,
  raisedAt: NOON,
  now: NOON,
};
const tierOf = (more: Partial<TriageInput>): Tier => triage({ ...ALERT, ...more }).tier;

describe('the triggers of domain.md section 2', () => {
  const triggers: [Signal, Tier][] = [
    ['paying_now', 'critical'],
    ['on_call_with_scam_line', 'critical'],
    ['screen_sharing', 'critical'],
    ['cash_handover', 'critical'],
    ['paid_scam_account', 'high'],
    ['scam_app_active', 'high'],
    ['police_impersonation_script', 'high'],
    ['repeated_contact', 'medium'],
  ];
  it.each(triggers)('%s is %s', (signal, tier) => {
    expect(tierOf({ signals: [signal] })).toBe(tier);
    expect(tierOf({ signals: [signal], sourceTier: 'low' })).toBe(tier);
  });

  it('a payment counts for 24 h', () => {
    const old = { raisedAt: NOON - DAY - SECOND, sourceTier: 'low' as const };
    expect(tierOf({ signals: ['paid_scam_account'], ...old })).toBe('low');
    expect(tierOf({ amountFen: 100, ...old })).toBe('low');
    expect(tierOf({ amountFen: 100, ...old, raisedAt: NOON - DAY })).toBe('high');
  });

  it('the most urgent row that matches decides', () => {
    const { tier, reasons } = triage({ ...ALERT, signals: ['repeated_contact', 'screen_sharing'] });
    expect(tier).toBe('critical');
    expect(reasons.map((reason) => reason.rule)).toEqual(['screen_shared', 'repeated_contact']);
  });
});

describe("the source's tier", () => {
  it('is a floor, not a ceiling', () => {
    expect(triage({ ...ALERT, sourceTier: 'high', signals: ['repeated_contact'] })).toMatchObject({
      tier: 'high',
      floor: 'high',
    });
    expect(tierOf({ sourceTier: 'medium', signals: ['paying_now'] })).toBe('critical');
  });

  it('that nobody knows, and nothing that matches, is high', () => {
    const { tier, floor, reasons } = triage(ALERT);
    expect({ tier, floor }).toEqual({ tier: 'high', floor: null });
    expect(reasons).toEqual([{ at: NOON, tier: 'high', rule: 'unknown_tier', facts: [] }]);
  });
});

describe('upgrades', () => {
  it('the third alert in 30 days is one tier up', () => {
    expect(tierOf({ sourceTier: 'low', alertsIn30Days: 2 })).toBe('low');
    expect(tierOf({ sourceTier: 'low', alertsIn30Days: 3 })).toBe('medium');
  });

  it.each(['aged_70', 'living_alone', 'disabled'] as const)('%s is one tier up', (flag) => {
    expect(tierOf({ sourceTier: 'medium', flags: [flag] })).toBe('high');
  });

  it('add up by cause, not by flag, and stop at the top', () => {
    const flags = ['aged_70', 'living_alone'] as const;
    expect(tierOf({ sourceTier: 'low', flags })).toBe('medium');
    expect(tierOf({ sourceTier: 'low', flags, alertsIn30Days: 4 })).toBe('high');
    expect(tierOf({ sourceTier: 'critical', flags, alertsIn30Days: 4 })).toBe('critical');
  });

  it('say which facts decided', () => {
    const { reasons } = triage({ ...ALERT, sourceTier: 'low', flags: ['disabled'], alertsIn30Days: 5 });
    expect(reasons.map(({ rule, facts }) => [rule, facts])).toEqual([
      ['vulnerable_person', ['disabled']],
      ['third_alert_30_days', ['alerts_30_days:5']],
      ['source_floor', []],
    ]);
  });
});

describe('a description', () => {
  const texts: [string, Signal[]][] = [
    ['事主正在转账，对方要求开启屏幕共享', ['paying_now', 'screen_sharing']],
    ['称其涉案，要求转入安全账户', ['police_impersonation_script']],
    ['受害人已转账5万元', ['paid_scam_account']],
    ['受害人未屏幕共享，没有正在转账', []],
    ['下载 诈骗app 后登录', ['scam_app_active']],
    ['一次短暂通话', []],
  ];
  it.each(texts)('%s', (text, signals) => {
    expect(signalsInDescription(text)).toEqual(signals);
  });

  it('raises like a signal, and its text is in no reason', () => {
    const text = '张某某正在转账给139';
    const result = triage({ ...ALERT, sourceTier: 'low', descriptionWords: signalsInDescription(text) });
    expect(result.tier).toBe('critical');
    expect(result.reasons[0]).toMatchObject({ rule: 'paying_now', facts: ['description:paying_now'] });
    expect(JSON.stringify(result)).not.toMatch(/张|139|转账/u);
  });
});
