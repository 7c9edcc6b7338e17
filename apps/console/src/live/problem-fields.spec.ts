import { fieldErrors, fieldName } from './problem-fields.js';

describe('fields of a problem document', () => {
  it('reads pointers, brackets and dots as one name', () => {
    for (const path of [
      '/gate/identityFacts/0',
      'gate.identityFacts[1]',
      '#/gate/identityFacts',
      'gate.identityFacts',
    ])
      expect(fieldName(path)).toBe('gate.identityFacts');
  });

  it('keeps the first message of each field, in the language asked for', () => {
    const problem = {
      type: 'about:blank',
      title: 'Invalid',
      status: 422,
      code: 'invalid',
      errors: [
        {
          field: '/person/phone',
          code: 'phone',
          message: 'No plan knows this number',
          messageZh: '号码不在任何号段',
        },
        { field: '/person/phone', code: 'other', message: 'second' },
        { field: '/amountFen', code: 'number', message: 'Not a number' },
      ],
    };
    expect(fieldErrors(problem, 'zh-CN')).toEqual({
      'person.phone': '号码不在任何号段',
      amountFen: 'Not a number',
    });
    expect(fieldErrors(problem, 'en', 'person.')).toEqual({
      phone: 'No plan knows this number',
      amountFen: 'Not a number',
    });
    expect(fieldErrors(null, 'en')).toEqual({});
  });
});
