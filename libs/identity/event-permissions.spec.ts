import { AUDIENCES, audienceOf } from './event-permissions.js';

describe('the feed', () => {
  it('is heard by three roles, each in its part', () => {
    expect(AUDIENCES.flatMap(({ roles }) => roles).sort()).toEqual([
      'approver',
      'duty_officer',
      'supervisor',
    ]);
    expect(new Set(AUDIENCES.map(({ name }) => name)).size).toBe(AUDIENCES.length);
    for (const role of [
      'field_officer',
      'grid_worker',
      'appeals_officer',
      'auditor',
      'system_admin',
      'source',
    ] as const)
      expect(audienceOf(role)).toBeNull();
  });

  it.each([
    ['rung_started', ['approver', 'duty_officer', 'supervisor']],
    ['countermeasure_proposed', ['approver', 'duty_officer', 'supervisor']],
    ['alarm', ['duty_officer', 'supervisor']],
    ['quarantine_overdue', ['supervisor']],
    ['source_silent', ['supervisor']],
    ['something_new', []],
    ['toString', []],
  ])('tells of %s to %j', (kind, roles) => {
    const hearers = AUDIENCES.filter((audience) => audience.hears(kind)).flatMap(
      (audience) => audience.roles,
    );
    expect(hearers.sort()).toEqual(roles);
  });
});
