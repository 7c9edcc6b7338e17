import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PLAYBOOK, type Comparison, type Playbook } from '#escalation';

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** `npm run holdline -- playbook simulate …` as a person runs it, over two days. */
function simulate(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/holdline.mjs', 'playbook', 'simulate', '--days', '2', ...args],
      { maxBuffer: 10_000_000 },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** Each run starts Node three times over, which takes its time where other things run beside it. */
const LONG = 180_000;

describe('holdline playbook simulate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdline-simulate-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function fileOf(name: string, playbook: Playbook): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(playbook));
    return file;
  }

  it(
    'sets two playbooks side by side; the same seed gives the same bytes, another one others',
    async () => {
      const [once, again, other] = [
        await simulate('default/1'),
        await simulate('default', 'default/1'),
        await simulate('default/1', '--seed', '2'),
      ];
      expect(once.code).toBe(0);
      expect(once.out).toContain('首次联系');
      expect(once.out).toMatch(/playbook 预案 +default v2 +default v1/);
      expect(again.out).toBe(once.out);
      expect(other.out).not.toBe(once.out);
    },
    LONG,
  );

  it(
    'says as JSON what a later first call costs',
    async () => {
      const { high } = DEFAULT_PLAYBOOK.tiers;
      const late = (seconds: number) => ({ anchor: 'received', afterS: seconds }) as const;
      const rungs = high.rungs.map((rung) =>
        rung.kind === 'call' ? { ...rung, start: late(1500), due: late(1800) } : rung,
      );
      const candidate: Playbook = {
        ...DEFAULT_PLAYBOOK,
        id: 'late',
        tiers: { ...DEFAULT_PLAYBOOK.tiers, high: { ...high, rungs } },
      };
      const { code, out } = await simulate(await fileOf('late.json', candidate), '--json');
      const told = JSON.parse(out) as Comparison;
      expect(code).toBe(0);
      expect(told).toMatchObject({
        days: 2,
        officers: 4,
        seed: '1',
        candidate: { playbook: { id: 'late' } },
      });
      const [today, later] = [told.today.figures.tiers.high, told.candidate.figures.tiers.high];
      expect(later.firstAttempt.medianS! - today.firstAttempt.medianS!).toBeGreaterThan(600);
      expect(told.today.figures.alerts).toBe(420);
    },
    LONG,
  );

  it(
    'refuses what must not be published, and says what it understands',
    async () => {
      const { high } = DEFAULT_PLAYBOOK.tiers;
      const blind = { ...high, rungs: high.rungs.filter((rung) => rung.kind !== 'reverify') };
      const tiers = { ...DEFAULT_PLAYBOOK.tiers, high: blind };
      const refused = await simulate(await fileOf('blind.json', { ...DEFAULT_PLAYBOOK, id: 'blind', tiers }));
      expect([refused.code, refused.out]).toEqual([1, '']);
      expect(refused.err).toContain('reverify');
      for (const args of [[], ['default/1', '--officers', '0'], ['default/1', '--speed']]) {
        const { code, out, err } = await simulate(...args);
        expect([code, out]).toEqual([2, '']);
        expect(err).toContain('simulate [TODAY] CANDIDATE');
      }
    },
    LONG,
  );
});
