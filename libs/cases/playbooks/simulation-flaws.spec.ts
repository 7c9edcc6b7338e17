import { DEFAULT_PLAYBOOK, Simulation, type Figures } from '#escalation';
import { assertSimulated, type KeptSimulation } from './simulation-flaws.js';

describe('a draft is published on its last simulation', () => {
  const quiet = new Simulation({
    ...{ playbook: DEFAULT_PLAYBOOK, alerts: [], from: 0, days: 1, seed: '1', officers: 1 },
  }).figures();
  const candidate = { id: 'office', version: 3 };
  const beside = { id: 'office', version: 2 };
  const simulated = (figures: Partial<Figures> = {}, today: Partial<Figures> = {}): KeptSimulation => ({
    today: { playbook: beside, figures: { ...quiet, ...today } },
    candidate: { playbook: candidate, figures: { ...quiet, ...figures } },
  });
  const refused = (kept: KeptSimulation, inForce = beside): unknown => {
    try {
      assertSimulated(kept, inForce);
    } catch (error) {
      return error;
    }
    return null;
  };

  it('when it found nothing, beside the version in force', () => {
    expect(refused(simulated())).toBeNull();
    // What the version in force does wrong is no reason to keep it.
    expect(refused(simulated({}, { findings: ['case 1: no wake'] }))).toBeNull();
  });

  it('and not without one', () => {
    expect(refused(null)).toMatchObject({
      code: 'wrong_state',
      errors: [{ field: 'simulation', code: 'not_simulated', messageZh: '发布前须与现行预案对比推演' }],
    });
  });

  it('nor when it was compared with a version that is no longer in force', () => {
    expect(refused(simulated(), { id: 'other', version: 1 })).toMatchObject({
      code: 'wrong_state',
      errors: [
        {
          code: 'simulation_outdated',
          message: expect.stringContaining('beside office v2, and other v1 is in force now'),
          messageZh: '推演时对比的是 office v2，现行预案已是 other v1，请重新推演',
        },
      ],
    });
  });

  it('nor when it found something: each finding is named', () => {
    const found = { findings: ['case 7.1: a wake that is due was not fired'], refused: { not_allowed: 3 } };
    const error = refused(simulated(found));
    expect(error).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/a wake that is due was not fired; .* 3 reports were refused/),
      errors: [
        { code: 'simulation_finding', messageZh: `推演违反不变式：${found.findings[0]}` },
        { code: 'simulation_refused', messageZh: '推演中有 3 份报告被拒（not_allowed）' },
      ],
    });
  });
});
