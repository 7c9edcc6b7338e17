import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Audit, AuditAnchor, AuditSealer, AuditVerifier } from '#audit';
import { Database, makeDataSource, newSharedSecrets, parseEnv } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

interface Trail {
  db: Database;
  audit: Audit;
  sealer: AuditSealer;
  anchor: AuditAnchor;
  write(action: string): Promise<void>;
  /** Runs SQL as somebody who owns the table and switches its guard off. */
  byHand(...statements: string[]): Promise<void>;
  close(): Promise<void>;
}

async function newTrail(): Promise<Trail> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'holdline-audit-'));
  const db = new Database(await makeDataSource(database.url).initialize());
  const settings = parseEnv({
    DATABASE_URL: database.url,
    REDIS_URL: 'redis://127.0.0.1:1/0',
    HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
    ...newSharedSecrets(),
    HOLDLINE_DATA: dataDir,
  });
  const anchor = new AuditAnchor(db, settings);
  const audit = new Audit(db, new AuditVerifier(db, anchor));
  return {
    db,
    audit,
    sealer: new AuditSealer(db),
    anchor,
    write: (action) =>
      db.transaction((tx) =>
        audit.record(tx, {
          actor: null,
          actorKind: 'system',
          action,
          entity: 'probe',
          entityId: action,
          data: { n: 1, note: '理由' },
        }),
      ),
    byHand: (...statements) =>
      db.transaction(async (tx) => {
        await tx.query('ALTER TABLE audit_entry DISABLE TRIGGER ALL');
        for (const statement of statements) await tx.query(statement);
        await tx.query('ALTER TABLE audit_entry ENABLE TRIGGER ALL');
      }),
    async close() {
      await db.onApplicationShutdown();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let trail: Trail;
beforeAll(async () => {
  trail = await newTrail();
});
afterAll(() => trail.close());
beforeEach(async () => {
  await trail.byHand('TRUNCATE audit_entry');
  await rm(trail.anchor.file, { force: true });
});

async function sealed(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) await trail.write(`probe.${n}`);
  await trail.sealer.seal();
}

describe('sealing', () => {
  it('numbers committed entries without a gap and chains them, batch after batch', async () => {
    await sealed(3);
    expect(await trail.sealer.seal()).toBe(0);
    await trail.write('probe.4');
    expect(await trail.audit.verify()).toEqual({ ok: true, entries: 3, unsealed: 1, anchors: 0 });
    expect(await trail.sealer.seal()).toBe(1);
    expect(await trail.audit.verify()).toEqual({ ok: true, entries: 4, unsealed: 0, anchors: 0 });
    const [newest] = await trail.audit.list({ limit: 1 });
    expect(newest).toMatchObject({ no: 4, action: 'probe.4', data: { n: 1, note: '理由' } });
  });

  it('leaves out what is not committed, and takes it later, after what was sealed meanwhile', async () => {
    const { db, sealer, audit } = trail;
    const slow = await db.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO audit_entry (actor_kind, action, entity) VALUES ('system', 'slow.one', 'probe')`,
    );
    await trail.write('quick.one');
    expect(await sealer.seal()).toBe(1);
    await slow.query('COMMIT');
    slow.release();
    expect(await sealer.seal()).toBe(1);
    const rows = await db.query(`SELECT no, action FROM audit_entry ORDER BY no`);
    expect(rows).toEqual([
      { no: 1, action: 'quick.one' },
      { no: 2, action: 'slow.one' },
    ]);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('is done once when many sealers are at it, more than one batch long', async () => {
    const { db, audit } = trail;
    await db.query(
      `INSERT INTO audit_entry (actor_kind, action, entity) SELECT 'system', 'many.' || n, 'probe'
         FROM generate_series(1, 2500) AS n`,
    );
    const sealers = Array.from({ length: 6 }, () => new AuditSealer(db));
    await Promise.all(sealers.map((sealer) => sealer.seal()));
    await trail.sealer.seal();
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 2500, unsealed: 0 });
  });

  it('goes with the transaction it tells of', async () => {
    const failing = trail.db.transaction(async (tx) => {
      await trail.audit.record(tx, {
        actor: null,
        actorKind: 'system',
        action: 'never.happened',
        entity: 'probe',
        entityId: null,
      });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await trail.audit.list({})).toEqual([]);
  });
});

describe('the table itself', () => {
  it.each([
    ['an edit', `UPDATE audit_entry SET action = 'other' WHERE no = 2`],
    ['an edit of an unsealed entry', `UPDATE audit_entry SET action = 'other' WHERE no IS NULL`],
    [
      'an edit under cover of sealing',
      `UPDATE audit_entry SET no = 9, hash = '', prev_hash = '', data = '{}' WHERE no IS NULL`,
    ],
    ['a new number', `UPDATE audit_entry SET no = 9 WHERE no = 2`],
    ['unsealing', `UPDATE audit_entry SET no = NULL, hash = NULL, prev_hash = NULL WHERE no = 2`],
    ['a deletion', `DELETE FROM audit_entry WHERE no = 2`],
    ['emptying', `TRUNCATE audit_entry`],
    [
      'a numbered insertion',
      `INSERT INTO audit_entry (actor_kind, action, entity, no, hash, prev_hash) VALUES ('system', 'x', 'x', 9, '', '')`,
    ],
  ])('refuses %s', async (_, statement) => {
    await sealed(3);
    await trail.write('probe.4');
    await expect(trail.db.query(statement)).rejects.toThrow(/audit/);
    expect(await trail.audit.verify()).toEqual({ ok: true, entries: 3, unsealed: 1, anchors: 0 });
  });
});

describe('verifying names the first broken link', () => {
  beforeEach(() => sealed(5));

  const idOf = async (no: number): Promise<string> =>
    (await trail.db.one<{ id: string }>(`SELECT id FROM audit_entry WHERE no = $1`, [no]))!.id;

  it.each([
    ['action', `action = 'other.thing'`],
    ['actor', `actor = gen_random_uuid(), actor_kind = 'account'`],
    ['time', `at = at + interval '1 microsecond'`],
    ['entity', `entity_id = NULL`],
    ['data', `data = '{"n": 1.0, "note": "理由"}'`],
    ['hash', `hash = sha256('x')`],
  ])('when the %s was edited', async (_, change) => {
    await trail.byHand(`UPDATE audit_entry SET ${change} WHERE no = 3`);
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 3, id: await idOf(3), reason: 'changed' });
  });

  it('when one was deleted', async () => {
    await trail.byHand(`DELETE FROM audit_entry WHERE no = 3`);
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 3, id: null, reason: 'missing' });
  });

  it('when one was deleted and the gap closed', async () => {
    await trail.byHand(
      `DELETE FROM audit_entry WHERE no = 3`,
      `UPDATE audit_entry SET no = 3 WHERE no = 4`,
      `UPDATE audit_entry SET no = 4 WHERE no = 5`,
    );
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 3, id: await idOf(3), reason: 'unlinked' });
  });

  it('when two were exchanged, with or without their links', async () => {
    await trail.byHand(
      `UPDATE audit_entry SET no = 100 WHERE no = 2`,
      `UPDATE audit_entry SET no = 2 WHERE no = 4`,
      `UPDATE audit_entry SET no = 4 WHERE no = 100`,
    );
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 2, id: await idOf(2), reason: 'unlinked' });
    await trail.byHand(
      `UPDATE audit_entry a SET prev_hash = b.prev_hash, hash = b.hash
         FROM audit_entry b WHERE (a.no, b.no) IN ((2, 4), (4, 2))`,
    );
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 2, id: await idOf(2), reason: 'changed' });
  });

  it('when the first was deleted', async () => {
    await trail.byHand(`DELETE FROM audit_entry WHERE no = 1`);
    expect(await trail.audit.verify()).toMatchObject({ ok: false, no: 1, reason: 'missing' });
  });
});

describe('the anchor outside', () => {
  it('holds the head, one line each time, for its owner only', async () => {
    expect(await trail.anchor.append()).toBeNull();
    await sealed(2);
    const first = await trail.anchor.append();
    await trail.write('probe.3');
    await trail.sealer.seal();
    const second = await trail.anchor.append();
    expect([first?.no, second?.no]).toEqual([2, 3]);
    const lines = (await readFile(trail.anchor.file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([first, second]);
    expect((await stat(trail.anchor.file)).mode & 0o777).toBe(0o600);
    expect(await trail.audit.verify()).toEqual({ ok: true, entries: 3, unsealed: 0, anchors: 2 });
  });

  it('gives away an end that was cut off', async () => {
    await sealed(5);
    await trail.anchor.append();
    await trail.byHand(`DELETE FROM audit_entry WHERE no > 3`);
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 4, id: null, reason: 'missing' });
  });

  it('gives away a chain that was written anew', async () => {
    await sealed(5);
    await trail.anchor.append();
    await trail.byHand(
      `UPDATE audit_entry SET action = 'other.thing' WHERE no = 2`,
      `UPDATE audit_entry SET no = NULL, hash = NULL, prev_hash = NULL`,
    );
    await trail.sealer.seal();
    expect(await trail.audit.verify()).toMatchObject({ ok: false, no: 5, reason: 'anchored_otherwise' });
  });

  it('is not read past a line that is none', async () => {
    await sealed(1);
    await trail.anchor.append();
    await appendFile(trail.anchor.file, 'not json\n');
    expect(await trail.audit.verify()).toEqual({ ok: false, no: 2, id: null, reason: 'anchor_unreadable' });
  });

  it('is missed when the file is gone, or was and begins anew', async () => {
    await sealed(2);
    await trail.db.query(`INSERT INTO test_clock (at) VALUES (now() + interval '50 minutes')`);
    expect(await trail.audit.verify()).toMatchObject({ ok: true, anchors: 0 });
    await trail.db.query(`UPDATE test_clock SET at = now() + interval '70 minutes'`);
    const gone = { ok: false, no: 1, reason: 'unanchored' };
    expect(await trail.audit.verify()).toMatchObject(gone);
    await trail.anchor.append();
    expect(await trail.audit.verify()).toMatchObject(gone);
    await trail.db.query('DELETE FROM test_clock');
  });

  it('is missed when it is no longer written', async () => {
    await sealed(1);
    await trail.anchor.append();
    await trail.write('later');
    await trail.sealer.seal();
    expect(await trail.audit.verify()).toMatchObject({ ok: true });
    await trail.db.query(`INSERT INTO test_clock (at) VALUES (now() + interval '70 minutes')`);
    expect(await trail.audit.verify()).toMatchObject({ ok: false, no: 2, reason: 'unanchored' });
    await trail.db.query('DELETE FROM test_clock');
  });
});
