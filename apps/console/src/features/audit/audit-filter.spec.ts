import { auditQuery, EMPTY_FILTER } from './audit-filter.js';

describe('auditQuery', () => {
  it('leaves out what is blank, and takes times as the desk tells them', () => {
    expect(auditQuery(EMPTY_FILTER, null)).toBe('');
    const filter = { ...EMPTY_FILTER, actor: ' zhang ', action: '  ', from: '2026-06-30T14:05' };
    expect(Object.fromEntries(new URLSearchParams(auditQuery(filter, 'last')))).toEqual({
      actor: 'zhang',
      from: '2026-06-30T14:05:00+08:00',
      before: 'last',
    });
  });
});
