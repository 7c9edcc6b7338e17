import { KeyRing } from '#platform';
import { People } from '#people';
import { syntheticIdNumber } from '#synthetic';
import { openPeopleRoom, type PeopleRoom } from './people-room.js';

const PHONE = '+8613800138000';
const KIN_PHONE = '+8613900139001';
const ID = syntheticIdNumber('110101', '19900307');
const OTHER_ID = syntheticIdNumber('110101', '19850115');
const WORDS = ['王明', '海淀路1号', '李娜', '当面同意', '13800138000', '13900139001', ID, '1990'];

describe('personal data at rest', () => {
  let room: PeopleRoom;
  let personId: string;
  let relativeId: string;

  beforeAll(async () => {
    room = await openPeopleRoom();
    ({ personId } = await room.place({ phone: PHONE, idNumber: ID, name: '王明', address: '海淀路1号' }));
    relativeId = await room.db.transaction((tx) =>
      room.people.addRelative(tx, personId, {
        name: '李娜',
        phone: '139 0013 9001',
        kinship: 'spouse',
        mayContact: true,
        consent: '当面同意',
      }),
    );
  });
  afterAll(() => room.close());

  it('leaves nothing readable in any column of any table', async () => {
    const tables = await room.db.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables.map((t) => t.name)).toEqual(expect.arrayContaining(['person', 'person_phone', 'relative']));
    for (const { name } of tables) {
      const rows = await room.db.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
      const text = rows.map((r) => r.row).join('\n');
      for (const word of WORDS) {
        expect(text).not.toContain(word);
        expect(text).not.toContain(Buffer.from(word).toString('hex'));
      }
    }
  });

  it('opens with the right keys only, and not in another row', async () => {
    const stranger = new People(room.db, new KeyRing(Buffer.alloc(32, 1)));
    await expect(stranger.reveal(personId, 'name')).rejects.toThrow();
    expect(await stranger.search({ phone: PHONE })).toEqual([]);
    const other = await room.place({ phone: '+8613700137000' });
    await room.db.query(
      `UPDATE person SET sealed = (SELECT sealed FROM person WHERE id = $1),
              data_key = (SELECT data_key FROM person WHERE id = $1) WHERE id = $2`,
      [personId, other.personId],
    );
    await expect(room.people.reveal(other.personId, 'name')).rejects.toThrow();
  });

  it('shows masks, and one field to who asks for it', async () => {
    expect((await room.people.masked([personId])).get(personId)).toEqual({
      id: personId,
      name: '王**',
      phone: '138****8000',
      idNumber: `110101********${ID.slice(-4)}`,
      hasAddress: true,
      flags: [],
      age: 36,
    });
    expect(await room.people.relatives(personId)).toEqual([
      {
        id: relativeId,
        kinship: 'spouse',
        name: '李**',
        phone: '139****9001',
        mayContact: true,
        asked: 'no',
      },
    ]);
    expect(await room.people.reveal(personId, 'idNumber')).toBe(ID);
    expect(await room.people.relativePhone(relativeId)).toBe(KIN_PHONE);
    expect(await room.people.revealRelative(relativeId, 'relative_name')).toEqual({
      personId,
      value: '李娜',
    });
    expect(await room.people.relativeByPhone('13900139001')).toEqual([{ relativeId, personId }]);
  });

  it('keeps the answer of a relative, and who of them may be asked', async () => {
    const suspected = await room.db.transaction((tx) =>
      room.people.addRelative(tx, personId, {
        name: '赵强',
        phone: '13900139002',
        kinship: 'friend',
        mayContact: true,
        mayBeInvolved: true,
        absenceReason: '可能参与',
      }),
    );
    await room.db.transaction(async (tx) => {
      expect(await room.people.contactableRelatives(tx, personId)).toEqual([relativeId]);
      await room.people.relativeAsked(tx, relativeId, 'asked');
      await room.people.relativeAsked(tx, relativeId, 'with_person');
      expect(await room.people.facts(tx, personId)).toMatchObject({ hasRelative: true });
    });
    expect(await room.people.relatives(personId)).toMatchObject([
      { id: relativeId, asked: 'with_person' },
      { id: suspected, asked: 'no' },
    ]);
  });

  it('asks no relative by a number that turns out to be the person’s own', async () => {
    const { personId: other } = await room.place({ phone: '+8613900139011', name: '陈静' });
    const asked = () => room.db.transaction((tx) => room.people.contactableRelatives(tx, other));
    const kin = { name: '陈静', phone: '13900139012', kinship: 'spouse', mayContact: true, consent: '同意' };
    const id = await room.db.transaction((tx) => room.people.addRelative(tx, other, kin));
    expect(await asked()).toEqual([id]);
    await room.place({ phone: '+8613900139011', name: '陈静', idNumber: OTHER_ID });
    await room.place({ phone: '+8613900139012', name: '陈静', idNumber: OTHER_ID });
    expect(await asked()).toEqual([]);
  });

  it.each([
    ['phone', 'invalid', { phone: '12345' }],
    ['phone', 'invalid', { phone: PHONE }],
    ['consent', 'invalid', { consent: undefined }],
    ['consent', 'invalid', { absenceReason: '来不及' }],
    ['phone', 'conflict', { phone: PHONE.replace('+8613800138000', KIN_PHONE) }],
  ])('refuses a relative with a wrong %s: %s', async (field, code, more) => {
    const relative = {
      name: '李娜',
      phone: '13900139003',
      kinship: 'spouse',
      mayContact: true,
      consent: '同意',
    };
    await expect(
      room.db.transaction((tx) => room.people.addRelative(tx, personId, { ...relative, ...more })),
    ).rejects.toMatchObject({ code, errors: [{ field }] });
  });
});
