import fc from 'fast-check';
import { matchPerson, type KnownPerson, type SoughtPerson } from './match-person.js';

const buffer = (value: string | undefined): Buffer | null => (value ? Buffer.from(value) : null);
const sought = (given: { id?: string; name?: string }): SoughtPerson => ({
  idNumber: buffer(given.id),
  name: buffer(given.name),
});
const known = (id: string, has: { id?: string; name?: string; at?: number }): KnownPerson => ({
  id,
  idNumber: buffer(has.id),
  name: buffer(has.name),
  updatedAt: has.at ?? 0,
});

describe('matching (design.md section 8)', () => {
  it.each<[string, SoughtPerson, KnownPerson[], string | null, string[]]>([
    ['nobody has the phone or the number', sought({ id: 'I', name: 'N' }), [], null, []],
    ['the identity number decides', sought({ id: 'I' }), [known('a', { id: 'I' })], 'a', []],
    ['… against another name', sought({ id: 'I', name: 'M' }), [known('a', { id: 'I', name: 'N' })], 'a', []],
    [
      '… against somebody else with the phone, who is linked',
      sought({ id: 'I', name: 'N' }),
      [known('a', { name: 'N', at: 9 }), known('b', { id: 'I' })],
      'b',
      ['a'],
    ],
    ['the phone alone matches', sought({}), [known('a', { id: 'I', name: 'N' })], 'a', []],
    ['… with the same name', sought({ name: 'N' }), [known('a', { id: 'I', name: 'N' })], 'a', []],
    ['… and brings the number', sought({ id: 'I', name: 'N' }), [known('a', { name: 'N' })], 'a', []],
    ['… not with another name', sought({ name: 'M' }), [known('a', { name: 'N' })], null, ['a']],
    ['… not with another number', sought({ id: 'J' }), [known('a', { id: 'I' })], null, ['a']],
    [
      '… not with another number under the same name',
      sought({ id: 'J', name: 'N' }),
      [known('a', { id: 'I', name: 'N' })],
      null,
      ['a'],
    ],
    [
      'of two who fit, the one with the name',
      sought({ name: 'N' }),
      [known('a', { at: 9 }), known('b', { name: 'N', at: 1 })],
      'b',
      ['a'],
    ],
    [
      'of two who fit alike, the one that changed last',
      sought({}),
      [known('a', { name: 'N', at: 1 }), known('b', { name: 'M', at: 2 })],
      'b',
      ['a'],
    ],
    [
      'both who do not fit are linked',
      sought({ id: 'K', name: 'L' }),
      [known('a', { id: 'I' }), known('b', { name: 'M' })],
      null,
      ['a', 'b'],
    ],
  ])('%s', (_what, person, candidates, personId, linkedTo) => {
    expect(matchPerson(person, candidates)).toEqual({ personId, linkedTo });
  });

  it('never depends on the order of the candidates, never joins two identity numbers, leaves nobody out', () => {
    const key = fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined });
    const candidate = fc.record({ id: key, name: key, at: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(
        key,
        key,
        fc.uniqueArray(candidate, { maxLength: 5, selector: (c) => c.id ?? c }),
        (id, name, list) => {
          const candidates = list.map((has, i) => known(String(i), has));
          const match = matchPerson(sought({ id, name }), candidates);
          const turned = matchPerson(sought({ id, name }), [...candidates].reverse());
          expect(turned.personId).toBe(match.personId);
          const chosen = candidates.find((c) => c.id === match.personId);
          if (id && chosen?.idNumber) expect(chosen.idNumber.toString()).toBe(id);
          expect(match.linkedTo.length + (chosen ? 1 : 0)).toBe(candidates.length);
        },
      ),
    );
  });
});
