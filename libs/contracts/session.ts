import type { Role } from './roles.js';

/** `POST /api/v1/session`. `code` is the second factor where the account has one. */
export interface SignIn {
  username: string;
  password: string;
  code?: string;
}

/** `GET /api/v1/session` and the answer of sign-in. */
export interface SessionView {
  account: { id: string; username: string; name: string; role: Role; station: string | null };
  /** Names of the actions this account may take, from the permission table. */
  actions: string[];
  demo: boolean;
  /** Signed in with a one-time password: `PUT /api/v1/session/password` comes first. */
  passwordDue: boolean;
  expiresAt: string;
  now: string;
}
