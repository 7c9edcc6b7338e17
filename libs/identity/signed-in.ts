import type { PoliceRank, Role } from '#contracts';
import { ACTIONS, may, type ActionName } from './permission-table.js';

/** Whoever holds the session of a request or socket. */
export interface SignedIn {
  /** Account id. */
  id: string;
  username: string;
  name: string;
  role: Role;
  /** The human being behind the account, for four eyes; null for who takes part in none. */
  personNo: string | null;
  station: string | null;
  /** A sworn officer, and the rank: conditions of approving (domain.md section 5). */
  sworn: boolean;
  rank: PoliceRank | null;
  /** Came in with a one-time password: nothing but a password of one's own is open to them yet. */
  passwordDue: boolean;
  sessionId: string;
  /** When the session ends unless it is used, RFC 3339. */
  expiresAt: string;
}

const WHILE_PASSWORD_IS_DUE: readonly ActionName[] = ['session.read', 'session.password', 'session.close'];

/** Whether the permission table lets them do it, and they have a password of their own. */
export function mayNow(account: Pick<SignedIn, 'role' | 'passwordDue'>, action: ActionName): boolean {
  return may(account.role, action) && (!account.passwordDue || WHILE_PASSWORD_IS_DUE.includes(action));
}

/** Every action that is open to them, for `SessionView.actions`. */
export function actionsNow(account: Pick<SignedIn, 'role' | 'passwordDue'>): ActionName[] {
  return ACTIONS.filter((action) => mayNow(account, action));
}
