import { attemptInput, gateGaps, restored, storable, type AttemptDraft } from './draft.js';

const now = Date.parse('2026-06-30T08:00:00+08:00');
const draft = (more: Partial<AttemptDraft> = {}): AttemptDraft => ({
  attemptId: '0b8f3f0e-5a59-4b69-9a3b-0d6c8ad2b111',
  kind: 'call',
  outcome: 'persuaded_phone',
  facts: ['id_number', 'birth_date'],
  contactCut: true,
  paymentsChecked: true,
  followUpAt: '2026-07-01T08:00:00+08:00',
  note: '对方已挂断',
  ...more,
});

describe('the gate of a persuasion', () => {
  it('is open only with all four', () => {
    expect(gateGaps(draft(), now)).toEqual([]);
    expect(
      gateGaps(
        draft({
          facts: ['id_number', 'id_number'],
          contactCut: false,
          paymentsChecked: false,
          followUpAt: '',
        }),
        now,
      ),
    ).toEqual(['missingFacts', 'missingCut', 'missingPayments', 'missingFollowUp']);
    expect(gateGaps(draft({ followUpAt: '2026-06-30T08:00:00+08:00' }), now)).toEqual(['missingFollowUp']);
  });

  it('asks nothing of the other outcomes, and is not sent with them', () => {
    expect(gateGaps(draft({ outcome: 'busy', facts: [] }), now)).toEqual([]);
    expect(attemptInput({ ...draft(), outcome: 'busy' }, 'call', undefined)).toEqual({
      attemptId: draft().attemptId,
      kind: 'call',
      outcome: 'busy',
      rungId: 'call',
      note: '对方已挂断',
    });
    expect(
      attemptInput({ ...draft({ note: '  ' }), outcome: 'persuaded_phone' }, undefined, undefined),
    ).toMatchObject({
      gate: { identityFacts: ['id_number', 'birth_date'], contactCut: true, paymentsChecked: true },
    });
  });
});

describe('a stored draft', () => {
  it('never holds the note', () => {
    expect(JSON.stringify(storable(draft()))).not.toContain('挂断');
    expect(restored(JSON.stringify(draft()))).not.toHaveProperty('note');
  });

  it('comes back whole or not at all', () => {
    expect(restored(JSON.stringify(storable(draft())))).toEqual(storable(draft()));
    for (const text of [null, '', 'null', '{"attemptId":1}', '{"facts":[]}', 'not json'])
      expect(restored(text)).toBeNull();
  });
});
