import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { POLICE_RANKS, ROLES, type AccountInput, type AccountView } from '#contracts';
import { Audit } from '#audit';
import { Database, DeskError, type Tx } from '#platform';
import { checkPassword, hashPassword } from './passwords.js';
import { SecondFactor } from './second-factor.js';

/** `username`: lower case letters, digits, `. _ -`; capitals are folded. */
export interface NewAccount extends Omit<AccountInput, 'personNo'> {
  /** Needed by whoever takes part in four eyes, hence by who is sworn. */
  personNo?: string;
  password: string;
  /** RFC 3339; with it the password is a one-time one, good until then. */
  oneTimeUntil?: string;
  /** Base32; with it every sign-in needs a code. */
  totpSecret?: string;
  demo?: boolean;
}

/** A new account whose fields are right and whose password is hashed. */
export interface PreparedAccount extends NewAccount {
  id: string;
  passwordHash: string;
}

const COLUMNS = `id, username, name, role, person_no AS "personNo", station, sworn, rank, totp_sealed IS NOT NULL AS "secondFactor",
  one_time_until IS NOT NULL AS "passwordDue", disabled_at AS "disabledAt", demo`;

type AccountRow = Omit<AccountView, 'disabledAt'> & { disabledAt: Date | null };

/** The people who work with the desk. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly secondFactor: SecondFactor,
  ) {}

  /**
   * @param by the account that creates it, null for the first start
   * @throws DeskError conflict when username or person number is taken, invalid when a field is wrong
   */
  async create(account: NewAccount, by: string | null = null): Promise<AccountView> {
    const ready = await this.prepare(account);
    return this.db.transaction((tx) => this.insert(tx, ready, by));
  }

  /** Checks the fields and hashes the password, which takes its time and belongs in no transaction. */
  async prepare(account: NewAccount): Promise<PreparedAccount> {
    const username = account.username.trim().toLowerCase();
    assertUsable(username, account);
    return { ...account, id: randomUUID(), username, passwordHash: await hashPassword(account.password) };
  }

  /** The rest of `create`, in the caller's transaction. @throws DeskError conflict when username or person number is taken */
  async insert(tx: Tx, account: PreparedAccount, by: string | null): Promise<AccountView> {
    const { id, username, role } = account;
    const sworn = account.sworn ?? false;
    const sealed = account.totpSecret ? this.secondFactor.seal(id, account.totpSecret) : null;
    const personNo = folded(account.personNo);
    await this.assertOnlyOne(tx, id, personNo);
    const [row] = await tx.query<AccountRow>(
      `INSERT INTO account (id, username, name, role, person_no, station, sworn, rank, password_hash, totp_sealed,
                            demo, one_time_until)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (username) DO NOTHING RETURNING ${COLUMNS}`,
      [
        ...[id, username, account.name.trim(), role, personNo, blank(account.station), sworn],
        ...[
          account.rank ?? null,
          account.passwordHash,
          sealed,
          account.demo ?? false,
          account.oneTimeUntil ?? null,
        ],
      ],
    );
    if (!row) throw new DeskError('conflict', 'the username is taken', [taken]);
    await this.record(tx, by, 'account.created', id, { role, sworn });
    return view(row);
  }

  /** Whether this password opens the account, second factor aside; asked of nobody but the demo's seed. */
  async opensWith(id: string, password: string): Promise<boolean> {
    const row = await this.db.one<{ hash: string }>(
      `SELECT password_hash AS hash FROM account WHERE id = $1 AND disabled_at IS NULL`,
      [id],
    );
    return checkPassword(row?.hash ?? null, password);
  }

  /**
   * Sets a new password and ends the account's sessions; an account that was shut is open again.
   * @param oneTimeUntil RFC 3339; with it the password is a one-time one, good until then
   * @throws DeskError invalid, not_found, conflict when the person has another account by now
   */
  async setPassword(id: string, password: string, by: string | null, oneTimeUntil?: string): Promise<void> {
    const hash = await hashPassword(password);
    await this.db.transaction(async (tx) => {
      const [before] = await tx.query<{ shut: boolean; personNo: string | null }>(
        `SELECT disabled_at IS NOT NULL AS shut, person_no AS "personNo" FROM account WHERE id = $1 FOR UPDATE`,
        [id],
      );
      if (!before) throw new DeskError('not_found', 'no such account');
      await this.assertOnlyOne(tx, id, before.personNo);
      await tx.query(
        `UPDATE account SET password_hash = $2, one_time_until = $3, disabled_at = NULL WHERE id = $1`,
        [id, hash, oneTimeUntil ?? null],
      );
      await this.endSessions(tx, id);
      if (before.shut) await this.record(tx, by, 'account.enabled', id);
      await this.record(tx, by, 'account.password_set', id, { oneTime: oneTimeUntil !== undefined });
    });
  }

  /** All of them, disabled ones too, by username. */
  async list(): Promise<AccountView[]> {
    return (await this.db.query<AccountRow>(`SELECT ${COLUMNS} FROM account ORDER BY username`)).map(view);
  }

  async find(id: string): Promise<AccountView | null> {
    const row = await this.db.one<AccountRow>(`SELECT ${COLUMNS} FROM account WHERE id = $1`, [id]);
    return row && view(row);
  }

  /** Id of an account by its id or user name. */
  async idOf(name: string): Promise<string | null> {
    const row = await this.db.one<{ id: string }>(
      `SELECT id FROM account WHERE username = lower($1) OR id::text = lower($1)`,
      [name.trim()],
    );
    return row?.id ?? null;
  }

  /** Names by id, for showing who did what. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; name: string }>(
      `SELECT id, name FROM account WHERE id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** Shuts an account and ends its sessions. @throws DeskError not_found */
  async disable(id: string, by: string | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query(
        `UPDATE account SET disabled_at = coalesce(disabled_at, holdline_now()) WHERE id = $1 RETURNING 1`,
        [id],
      );
      if (!row) throw new DeskError('not_found', 'no such account');
      await this.endSessions(tx, id);
      await this.record(tx, by, 'account.disabled', id);
    });
  }

  /** One open account for each human being; the lock keeps two from being made at once. */
  private async assertOnlyOne(tx: Tx, id: string, personNo: string | null): Promise<void> {
    if (personNo === null) return;
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('account.person:' || $1, 0))`, [personNo]);
    const others = await tx.query(
      `SELECT FROM account WHERE person_no = $1 AND id <> $2 AND disabled_at IS NULL`,
      [personNo, id],
    );
    if (others.length > 0) throw new DeskError('conflict', 'the person has an open account', [another]);
  }

  private async endSessions(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `UPDATE session SET ended_at = holdline_now() WHERE account_id = $1 AND ended_at IS NULL`,
      [id],
    );
  }

  private record(
    tx: Tx,
    by: string | null,
    action: string,
    id: string,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    const actorKind = by === null ? 'system' : 'account';
    return this.audit.record(tx, { actor: by, actorKind, action, entity: 'account', entityId: id, data });
  }
}

const taken = {
  field: 'username',
  code: 'taken',
  message: 'is taken',
  messageZh: '用户名已被使用',
};

const another = {
  field: 'personNo',
  code: 'taken',
  message: 'this person has another account; shut that one first',
  messageZh: '该人员已有启用的账户，请先停用',
};

function assertUsable(username: string, account: NewAccount): void {
  const errors = [];
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(username)) {
    errors.push({
      field: 'username',
      code: 'format',
      message: 'must be 2 to 64 of a-z, 0-9, dot, dash and underscore',
      messageZh: '须为 2 至 64 位小写字母、数字、点、横线或下划线',
    });
  }
  if (account.name.trim() === '') {
    errors.push({ field: 'name', code: 'required', message: 'is required', messageZh: '必填' });
  }
  const personNo = folded(account.personNo);
  if (personNo !== null && !/^[A-Z0-9-]{2,40}$/.test(personNo)) {
    errors.push({
      field: 'personNo',
      code: 'format',
      message: 'must be 2 to 40 letters, digits and dashes',
      messageZh: '须为 2 至 40 位字母、数字或横线',
    });
  }
  if (account.rank && !POLICE_RANKS.includes(account.rank)) {
    errors.push({ field: 'rank', code: 'unknown', message: 'is no police rank', messageZh: '警衔无效' });
  }
  for (const [field, value] of [
    ['personNo', personNo],
    ['rank', account.rank],
  ] as const) {
    if (account.sworn && !value) {
      errors.push({
        field,
        code: 'required',
        message: 'is required of a sworn officer',
        messageZh: '有执法身份的必填',
      });
    }
  }
  // Sources have tokens, not accounts.
  if (account.role === 'source' || !ROLES.includes(account.role)) {
    errors.push({
      field: 'role',
      code: 'unknown',
      message: 'is no role of an account',
      messageZh: '角色无效',
    });
  }
  if (errors.length > 0) throw new DeskError('invalid', 'the account cannot be created', errors);
}

const folded = (text: string | undefined): string | null =>
  text?.normalize('NFKC').trim().toUpperCase() || null;

const blank = (text: string | null | undefined): string | null => text?.trim() || null;

function view(row: AccountRow): AccountView {
  return { ...row, disabledAt: row.disabledAt?.toISOString() ?? null };
}
