import { changedFacts, mergeFacts, type EditableFacts } from './editable-facts.js';

const base: EditableFacts = { fraudType: 'romance', amountFen: 100, station: '甲所' };

describe('editing facts beside somebody else', () => {
  it('sends only what was changed', () => {
    expect(changedFacts(base, { ...base, amountFen: null })).toEqual({ amountFen: null });
    expect(changedFacts(base, base)).toEqual({});
  });

  it('keeps what was typed and takes the rest from the current copy', () => {
    const mine = { ...base, station: '乙所' };
    const current: EditableFacts = { fraudType: 'fake_investment', amountFen: 500, station: '丙所' };
    expect(mergeFacts(base, mine, current)).toEqual({
      fraudType: 'fake_investment',
      amountFen: 500,
      station: '乙所',
    });
  });
});
