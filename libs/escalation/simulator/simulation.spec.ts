import { DEFAULT_PLAYBOOK } from '../default.playbook.js';
import { NOON } from '../ladder-story.js';
import { madePlaybook } from '../made-playbook.js';
import { after, type Playbook, type RungSpec } from '../playbook.js';
import { TIERS, type Tier } from '../vocabulary.js';
import { comparisonReport } from './comparison-report.js';
import { madeAlert, madeAlerts, MIDNIGHT } from './made-alerts.js';
import { FATES } from './modelled-scam.js';
import { Simulation, type Figures, type SimulationSetup } from './index.js';

const DAYS = 3;
const setUp = (more: Partial<SimulationSetup> = {}): SimulationSetup => ({
  playbook: DEFAULT_PLAYBOOK,
  alerts: madeAlerts(DAYS, 120, TIERS),
  from: MIDNIGHT,
  days: DAYS,
  seed: 'spec',
  officers: 3,
  ...more,
});

function figures(more: Partial<SimulationSetup> = {}): Figures {
  const simulation = new Simulation(setUp(more));
  while (simulation.advance(10_000));
  return simulation.figures();
}

const bytes = (seed: string): string => {
  const seen = { playbook: DEFAULT_PLAYBOOK, figures: figures({ seed }) };
  return comparisonReport({ days: DAYS, officers: 3, seed: 'x', today: seen, candidate: seen });
};

/** The default playbook with one rung of a tier's ladder changed. */
function changed(tier: Tier, rungId: string, more: Partial<RungSpec>): Playbook {
  const ladder = DEFAULT_PLAYBOOK.tiers[tier];
  const rungs = ladder.rungs.map((rung) => (rung.id === rungId ? { ...rung, ...more } : rung));
  return { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, [tier]: { ...ladder, rungs } } };
}

describe('a simulation', () => {
  const usual = figures();

  it('gives the same bytes for the same seed, and others for another one', () => {
    expect(bytes('a')).toBe(bytes('a'));
    expect(bytes('a')).not.toBe(bytes('b'));
  });

  it('is the same in slices of any size', () => {
    const slow = new Simulation(setUp());
    let slices = 1;
    while (slow.advance(7)) slices += 1;
    expect(slices).toBeGreaterThan(100);
    expect(slow.figures()).toEqual(usual);
  });

  it('drops nobody: every case has a wake ahead, every invariant holds, every scam has its one fate', () => {
    expect(usual).toMatchObject({ alerts: 360, findings: [], refused: {} });
    const people = new Set(setUp().alerts.map(({ person }) => person)).size;
    for (const of of [usual.all, ...TIERS.map((tier) => usual.tiers[tier])]) {
      expect(of.cases).toBeGreaterThan(0);
      expect(of.firstAttempt.cases).toBeLessThanOrEqual(of.cases);
      expect(of.firstReached.cases).toBeLessThanOrEqual(of.firstAttempt.cases);
    }
    // A second alert within days is about the same scam.
    expect(FATES.reduce((sum, fate) => sum + usual.all.scams[fate], 0)).toBe(people);
    for (const fate of FATES) {
      expect(TIERS.reduce((sum, tier) => sum + usual.tiers[tier].scams[fate], 0)).toBe(usual.all.scams[fate]);
    }
    expect(usual.persuadedByPhone).toBeGreaterThan(usual.persuadedInPerson);
    expect(usual.persuadedInPerson).toBeGreaterThan(0);
    expect(usual.all.preventedFen).toBeGreaterThan(usual.all.lostFen);
  });

  it('ends every case of whoever can be reached, once their watch is over', () => {
    const { all, openAtEnd } = figures({ days: 60, alerts: madeAlerts(1, 60, TIERS) });
    expect(all.cases).toBeGreaterThanOrEqual(54);
    expect(openAtEnd).toEqual({ open: 0, watched: 0 });
    expect(all.scams.open).toBe(0);
  });

  it('lets a repeated alert join the live case', () => {
    const alerts = [madeAlert(), madeAlert({ at: NOON + 1000, tier: 'critical', news: true })];
    const { all, tiers } = figures({ days: 1, alerts });
    expect(all.cases).toBe(1);
    expect(tiers.high.cases).toBe(1);
  });
});

describe('two simulations of the same alerts', () => {
  const busy = { days: 1, alerts: madeAlerts(1, 720, ['critical', 'high']) };
  const firstAttempt = (officers: number): number => figures({ ...busy, officers }).all.firstAttempt.medianS!;

  it('with more officers never contact people later', () => {
    const [one, two, four, eight] = [1, 2, 4, 8].map(firstAttempt) as [number, number, number, number];
    expect(one).toBeGreaterThan(two);
    expect(two).toBeGreaterThanOrEqual(four);
    expect(four).toBeGreaterThanOrEqual(eight);
  });

  it('show a playbook whose first call comes later by its first contact, and by its losses', () => {
    const alerts = madeAlerts(DAYS, 120, ['high']);
    const late = changed('high', 'call', {
      start: after('received', 20 * 60),
      due: after('received', 25 * 60),
    });
    const [soon, later] = [figures({ alerts }), figures({ alerts, playbook: late })];
    expect(later.all.firstAttempt.medianS!).toBeGreaterThanOrEqual(20 * 60);
    expect(soon.all.firstAttempt.medianS!).toBeLessThan(20 * 60);
    expect(later.all.lostFen).toBeGreaterThan(soon.all.lostFen);
  });

  it('face the same people under every playbook', () => {
    const none = changed('critical', 'visit', { start: after('received', 3600) });
    const [one, other] = [figures(), figures({ playbook: none })];
    expect(other).not.toEqual(one);
    for (const tier of TIERS) {
      const [a, b] = [one.tiers[tier], other.tiers[tier]];
      expect([b.scams.self_aware, b.scams.false_alarm]).toEqual([a.scams.self_aware, a.scams.false_alarm]);
      const atStake = ({ scams }: typeof a): number =>
        scams.persuaded + scams.lost + scams.unharmed + scams.open;
      expect(atStake(b)).toBe(atStake(a));
    }
  });

  it('count a step as overdue in each tier, alarms or not', () => {
    const alone = figures({ ...busy, officers: 1 });
    expect(alone.tiers.critical.overdue).toBeGreaterThan(usualOverdue());
    const quiet = { ...DEFAULT_PLAYBOOK.tiers.critical, alarmsAt: [] };
    const silent = { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, critical: quiet } };
    expect(figures({ ...busy, officers: 1, playbook: silent }).tiers.critical.overdue).toBeGreaterThan(0);
  });

  const usualOverdue = (): number => figures({ ...busy, officers: 8 }).tiers.critical.overdue;
});

describe('made-up playbooks that may be published', () => {
  const sound = Array.from({ length: 20 }, (_, seed) => madePlaybook(seed)).filter((one) => one !== null);

  it('drop nobody either', () => {
    expect(sound.length).toBeGreaterThan(5);
    for (const playbook of sound) {
      const { findings, all } = figures({ playbook, alerts: madeAlerts(2, 48, TIERS) });
      expect([playbook.id, findings]).toEqual([playbook.id, []]);
      expect(all.firstAttempt.cases).toBeGreaterThan(0);
    }
  });
});

describe('a report that the playbook does not allow', () => {
  it('is counted, and does not end the simulation', () => {
    const { denies } = DEFAULT_PLAYBOOK.outcomes;
    const playbook = {
      ...DEFAULT_PLAYBOOK,
      outcomes: { ...DEFAULT_PLAYBOOK.outcomes, denies: { ...denies, kinds: ['visit'] } },
    } as const satisfies Playbook;
    const { refused, findings } = figures({ playbook });
    expect(refused.outcome_not_for_kind).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  });
});
