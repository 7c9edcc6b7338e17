import type { Role } from '#contracts';

/** Whoever holds the session of a request or socket. */
export interface SignedIn {
  /** Account id. */
  id: string;
  username: string;
  name: string;
  role: Role;
  station: string | null;
  /** A sworn officer, and the rank: conditions of approving (domain.md section 5). */
  sworn: boolean;
  rank: string | null;
  sessionId: string;
  /** When the session ends unless it is used, RFC 3339. */
  expiresAt: string;
}
