import { syntheticIdNumber } from '#synthetic';
import { openPeopleRoom, type PeopleRoom } from './people-room.js';

const P = '+8613800138000';
const Q = '+8613900139000';
const I = syntheticIdNumber('110101', '19900307');
const J = syntheticIdNumber('110101', '19510601');

describe('who an alert is about', () => {
  let room: PeopleRoom;
  beforeAll(async () => {
    room = await openPeopleRoom(20);
  });
  afterAll(() => room.close());
  beforeEach(() => room.db.query(`TRUNCATE person CASCADE`));

  const persons = async (): Promise<number> =>
    (await room.db.query<{ n: number }>(`SELECT count(*) AS n FROM person`))[0]!.n;

  it('makes a person, and finds them again by either number', async () => {
    const made = await room.place({
      phone: P,
      idNumber: I,
      name: '王明',
      address: '海淀路1号',
      flags: ['deaf'],
    });
    expect(made).toMatchObject({ created: true, linkedTo: [] });
    expect(made.facts).toEqual({
      hasPhone: true,
      hasAddress: true,
      hasRelative: false,
      flags: ['deaf'],
      age: 36,
    });
    for (const named of [{ phone: P }, { idNumber: I.toLowerCase() }, { phone: P, name: '王 明' }]) {
      expect(await room.place(named)).toMatchObject({
        personId: made.personId,
        created: false,
        linkedTo: [],
      });
    }
    expect(await persons()).toBe(1);
  });

  it('adds what is new and keeps what was known', async () => {
    const { personId } = await room.place({ phone: P, name: '王明' });
    await room.place({ phone: P, idNumber: I, address: '甲街2号', flags: ['living_alone'] });
    const last = await room.place({ phone: Q, idNumber: I, flags: ['deaf'] });
    expect(last).toMatchObject({ personId, created: false });
    expect(last.facts.flags).toEqual(['deaf', 'living_alone']);
    // The number given last is the one to call.
    expect(await room.people.phone(personId)).toBe(Q);
    expect(await room.people.reveal(personId, 'name')).toBe('王明');
    expect(await room.people.reveal(personId, 'address')).toBe('甲街2号');
    for (const query of [{ phone: P }, { phone: Q }, { idNumber: I }, { name: '王明' }, { initials: 'WM' }]) {
      expect(await room.people.search(query)).toEqual([personId]);
    }
    expect(await room.people.search({ last4: I.slice(-4) })).toEqual([personId]);
    expect(await room.people.search({ last4: Q.slice(-4), name: '王明' })).toEqual([personId]);
    expect(await room.people.search({ last4: Q.slice(-4), name: '李明' })).toEqual([]);
  });

  it('takes a masked name of a source for no name, until the whole one comes', async () => {
    const { personId } = await room.place({ phone: P, name: '王*' });
    expect(await room.place({ phone: P, name: '王明' })).toMatchObject({ personId, created: false });
    expect(await room.people.reveal(personId, 'name')).toBe('王明');
  });

  it.each([
    ['another name', { phone: P, name: '王明' }, { phone: P, name: '李娜' }],
    ['another identity number', { phone: P, idNumber: I }, { phone: P, idNumber: J }],
  ])('makes two persons, linked, of one phone with %s', async (_what, first, second) => {
    const a = await room.place(first);
    const b = await room.place(second);
    expect(b).toMatchObject({ created: true, linkedTo: [a.personId] });
    expect(await room.people.linked(a.personId)).toEqual([b.personId]);
    expect(await room.people.linked(b.personId)).toEqual([a.personId]);
    // Each is found again by what sets them apart.
    expect(await room.place(first)).toMatchObject({ personId: a.personId, created: false });
    expect(await room.place(second)).toMatchObject({ personId: b.personId, created: false });
  });

  it('lets the identity number decide against the phone', async () => {
    const a = await room.place({ phone: P, name: '王明' });
    const b = await room.place({ idNumber: I, name: '王明' });
    expect(await room.place({ phone: P, idNumber: I, name: '王明' })).toMatchObject({
      personId: b.personId,
      linkedTo: [a.personId],
    });
  });

  it('gives one person for forty alerts on somebody new at the same time', async () => {
    const placed = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        room.place(i % 2 ? { phone: P } : { phone: P, idNumber: I, name: '王明' }),
      ),
    );
    expect(new Set(placed.map((p) => p.personId)).size).toBe(1);
    expect(placed.filter((p) => p.created)).toHaveLength(1);
    expect(await persons()).toBe(1);
  });

  it('loses no fact when two phones of one person come at the same time', async () => {
    const { personId } = await room.place({ idNumber: I, phone: P });
    const phones = Array.from({ length: 20 }, (_, i) => `+861390013${String(9100 + i)}`);
    await room.place({ idNumber: I, phone: Q });
    await Promise.all(phones.map((phone) => room.place({ phone, idNumber: I })));
    await Promise.all([
      room.place({ phone: P, flags: ['deaf'] }),
      room.place({ phone: Q, address: '乙街3号' }),
    ]);
    expect(await room.db.transaction((tx) => room.people.facts(tx, personId))).toMatchObject({
      hasAddress: true,
      flags: ['deaf'],
    });
    for (const phone of [P, Q, ...phones]) expect(await room.people.personByPhone(phone)).toEqual([personId]);
  });

  it('rolls the person back with the transaction that placed them', async () => {
    const failing = room.db.transaction(async (tx) => {
      await room.people.place(tx, { phone: P });
      throw new Error('the case could not be opened');
    });
    await expect(failing).rejects.toThrow('the case could not be opened');
    expect(await persons()).toBe(0);
    expect(await room.place({ phone: P })).toMatchObject({ created: true });
  });

  it('counts the age by the desk’s clock', async () => {
    await room.setClock('2021-05-31T12:00:00+08:00');
    const { personId, facts } = await room.place({ idNumber: J });
    expect(facts).toMatchObject({ age: 69, flags: [] });
    await room.setClock('2021-06-01T00:00:00+08:00');
    expect((await room.people.masked([personId])).get(personId)).toMatchObject({
      age: 70,
      flags: ['aged_70'],
    });
    await room.setClock('2026-06-30T08:00:00+08:00');
  });

  it.each([
    ['person', {}],
    ['person', { name: '王明' }],
    ['person.phone', { phone: '13800138000' }],
    ['person.idNumber', { idNumber: '110101199003070001' }],
  ])('refuses to place with a bad %s, without its value in the error', async (field, named) => {
    const error = await room.place(named).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 'invalid', errors: [{ field }] });
    for (const value of Object.values(named)) expect(JSON.stringify(error)).not.toContain(value);
    expect(await persons()).toBe(0);
  });
});
