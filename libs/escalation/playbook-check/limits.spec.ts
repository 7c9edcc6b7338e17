import { DEFAULT_PLAYBOOK } from '../default.playbook.js';
import type { Playbook, RungSpec, Variant } from '../playbook.js';
import type { Tier } from '../vocabulary.js';
import {
  found,
  toRelative,
  withLadder,
  withNewRung,
  withOutcome,
  withRung,
} from './changed-playbook.testing.js';
import { playbookFindings } from './index.js';

describe('a playbook is refused', () => {
  it.each<[string, Playbook]>([
    ['third parties end a case', withOutcome('third_party_answered', { ends: 'yes' })],
    ['a text message may say that nothing is wrong', withOutcome('false_alarm', { kinds: ['call', 'sms'] })],
    ['no second person looks at a false alarm', withOutcome('false_alarm', { secondReviewer: ['critical'] })],
    ['a high case expires', withOutcome('expired', { tiers: ['high', 'low'] })],
    ['the most urgent sleep at night', withLadder('critical', (ladder) => void (ladder.quiet = true))],
    ['the visit is missed and not made', withRung('high', 'visit', { catchUp: 'skip' })],
    ['persuaded by phone is enough', withLadder('high', (ladder) => void (ladder.visitAfterPhone = false))],
    ['no clock is heard', withLadder('high', (ladder) => void (ladder.alarmsAt = []))],
    [
      'a high case ends by itself when stale',
      withLadder('high', (ladder) => void (ladder.onStale = 'expire')),
    ],
    ['the system proposes', withRung('critical', 'countermeasure', { by: 'system' })],
    ['relatives learn of blackmail', { ...DEFAULT_PLAYBOOK, hiddenFromRelatives: [] }],
    ['relatives are asked whatever it is about', withRung('high', 'relative', { skipWhen: ['no_relative'] })],
    [
      'a machine closes a case',
      withNewRung('medium', {
        id: 'give_up',
        kind: 'wait',
        by: 'system',
        start: { anchor: 'received', afterS: 3600 },
        due: null,
        catchUp: 'fire',
        on: { started: [{ do: 'close', outcome: 'expired' }] },
      }),
    ],
    [
      "a victim's account is stopped by itself",
      withOutcome('paid', {
        edges: [{ do: 'draft', countermeasure: 'transfer_limit', target: 'victim_account' }],
        byKind: {},
      }),
    ],
  ])('that loosens a limit: %s', (_, playbook) => {
    expect(found(playbook).map(({ code }) => code)).toContain('limit');
  });

  it.each<[string, Tier, string, Partial<RungSpec>]>([
    [
      'closes a critical case',
      'critical',
      'visit',
      { on: { failed: [{ do: 'close', outcome: 'expired' }], exhausted: toRelative, skipped: toRelative } },
    ],
    [
      "stops a victim's account",
      'high',
      'call',
      {
        outcomes: {
          paid: {
            rung: 'done',
            edges: [
              { do: 'draft', countermeasure: 'transfer_limit', target: 'victim_account' },
              { do: 'start', rungs: ['visit'] },
            ],
          },
        },
      },
    ],
    ['asks relatives whatever it is about', 'high', 'relative', { skipWhen: ['no_relative'] }],
  ])('whose variant loosens a limit: it %s', (_, tier, id, change) => {
    const findings = playbookFindings(
      withLadder(tier, (ladder) => {
        ladder.variants = [...ladder.variants!, { flags: ['deaf', 'minor'], rungs: { [id]: change } }];
      }),
    );
    expect(findings.map((one) => [one.code, one.tier, one.rungs])).toEqual([['limit', tier, [id]]]);
    expect(findings[0]!.message).toMatch(/ \(variant 4: deaf, minor\)$/);
    expect(findings[0]!.messageZh).toMatch(/（变体 4：deaf、minor）$/);
  });

  it('for a limit that two variants loosen together, and not for two that never meet', () => {
    const waits = { started: [{ do: 'start', rungs: ['call'] }] } as const;
    const closes = { started: [{ do: 'close', outcome: 'expired' }] } as const;
    const low = (second: Pick<Variant, 'types' | 'flags'>) =>
      playbookFindings(
        withLadder('low', (ladder) => {
          ladder.variants = [
            { types: ['romance'], rungs: { expiry: { skipWhen: [], on: waits } } },
            { ...second, rungs: { expiry: { on: closes } } },
          ];
        }),
      ).map(({ message }) => message);
    expect(low({ flags: ['deaf'] })).toEqual([
      expect.stringMatching(/^low: expiry: .*\(variants 1: romance and 2: deaf\)$/),
    ]);
    expect(low({ types: ['fake_loan'] })).toEqual([]);
  });

  it('once for what is wrong with the ladder itself, however many variants it has', () => {
    const findings = playbookFindings(withRung('high', 'relative', { skipWhen: ['no_relative'] }));
    expect(findings.map(({ message }) => message)).toEqual([
      'high: relative must be skipped on no_relative and on type_hidden_from_relatives',
    ]);
  });
});
