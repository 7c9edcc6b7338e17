import type { AlertInput } from '#contracts';
import { FRAUD_TYPE_WEIGHTS } from './fraud-scripts.js';
import { createRng } from './rng.js';
import { syntheticAlert, type Severity } from './synthetic-alert.js';

const NOW = new Date('2026-03-02T15:59:59Z');

const many = (count: number, severity?: Severity): AlertInput[] => {
  const rng = createRng('alerts');
  return Array.from({ length: count }, () =>
    syntheticAlert(rng, { now: NOW, ...(severity ? { severity } : {}) }),
  );
};
const luhn = (digits: string): number =>
  [...digits].reverse().reduce((sum, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) % 10;

describe('made-up alerts', () => {
  it('are the same for the same seed', () => {
    expect(many(50)).toEqual(many(50));
  });

  it('have the shape of the intake: local time with offset, a phone, whole fen, a Chinese description', () => {
    for (const alert of many(1_000)) {
      expect(alert.raisedAt).toMatch(/^2026-03-0[23]T\d\d:\d\d:\d\d\+08:00$/);
      const age = NOW.getTime() - new Date(alert.raisedAt).getTime();
      expect(age).toBeGreaterThanOrEqual(1_000);
      expect(age).toBeLessThan(52_000);
      expect(alert.person.phone).toMatch(/^\+861\d{10}$/);
      expect(alert.amountFen ?? 100).toBeGreaterThan(0);
      expect(Number.isInteger(alert.amountFen ?? 0)).toBe(true);
      expect(alert.description).toMatch(/[一-龥]{6}/);
      expect(alert.description).not.toMatch(/[{}]/);
      expect(alert.description).not.toContain(alert.person.name ?? '{');
      expect(Object.keys(FRAUD_TYPE_WEIGHTS)).toContain(alert.fraudType);
    }
    expect(new Set(many(1_000).map(({ sourceRef }) => sourceRef)).size).toBe(1_000);
  });

  it('are of the ten types of the ministry in 88 of 100 cases (domain.md section 4)', () => {
    const ten = Object.keys(FRAUD_TYPE_WEIGHTS).slice(0, 10);
    const share = many(5_000).filter(({ fraudType }) => ten.includes(fraudType)).length / 5_000;
    expect(share).toBeGreaterThan(0.86);
    expect(share).toBeLessThan(0.9);
    expect(Object.values(FRAUD_TYPE_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1);
  });

  it('show their danger through the triggers of domain.md section 2', () => {
    const triggers: Record<Severity, string[]> = {
      critical: ['paying_now', 'on_call_with_scam_line', 'screen_sharing', 'cash_handover'],
      high: ['paid_scam_account', 'scam_app_active', 'police_impersonation_script'],
      medium: ['repeated_contact'],
      low: [],
    };
    for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
      for (const { signals = [], tier } of many(200, severity)) {
        expect(signals.length > 0).toBe(severity !== 'low');
        for (const signal of signals) expect(triggers[severity]).toContain(signal);
        expect([undefined, severity]).toContain(tier);
      }
    }
  });

  it('name suspects whose numbers, cards and sites cannot exist', () => {
    const alerts = many(1_000);
    for (const { suspect } of alerts) {
      for (const phone of suspect?.phones ?? [])
        expect(phone).toMatch(/^\+(447700900\d{3}|1\d{3}55501\d\d)$/);
      for (const account of suspect?.accounts ?? []) {
        expect(account).toMatch(/^\d{19}$/);
        expect(luhn(account)).not.toBe(0);
      }
      for (const url of suspect?.urls ?? []) expect(new URL(url).hostname).toMatch(/\.example$/);
    }
    expect(alerts.some(({ suspect }) => suspect?.accounts)).toBe(true);
  });
});
