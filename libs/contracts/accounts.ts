import type { PoliceRank, Role } from './roles.js';

/** An account as others see it: nothing that opens it. */
export interface AccountView {
  id: string;
  username: string;
  name: string;
  role: Role;
  /** 警号 or 工号: the human being behind the account, of whom only one account is open at a time. */
  personNo: string | null;
  station: string | null;
  sworn: boolean;
  rank: PoliceRank | null;
  secondFactor: boolean;
  /** It has a one-time password, which its owner has yet to replace. */
  passwordDue: boolean;
  disabledAt: string | null;
  /** One of the demo's, whose password lies in demo.json. */
  demo: boolean;
}

/** `GET /api/v1/accounts`. */
export interface AccountList {
  items: AccountView[];
  /** Roles whose accounts the asker administers. */
  roles: Role[];
}

/** `POST /api/v1/accounts`. */
export interface AccountInput {
  username: string;
  name: string;
  role: Role;
  /** Upper case letters, digits and dashes; small letters are folded. */
  personNo: string;
  station?: string | null;
  /** Only with a rank. */
  sworn?: boolean;
  rank?: PoliceRank | null;
}

/** What making an account or giving it a new password answers with: the only time that the password is shown. */
export interface HandedOut {
  account: AccountView;
  oneTimePassword: string;
  /** RFC 3339: until when it opens the account, unless it is used and replaced before. */
  goodUntil: string;
}

/** `PUT /api/v1/session/password`. */
export interface OwnPassword {
  password: string;
  newPassword: string;
}
