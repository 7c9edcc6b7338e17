import { randomInt } from 'node:crypto';
import { ROLES, type Role } from '#contracts';

/**
 * Whose accounts a role administers (domain.md section 6: accounts are the security administrator's). Nobody
 * administers their own kind: a security administrator is made, shut and helped by a system administrator, who touches
 * no other account, and the other way round. See docs/adr/0008.
 */
const ADMINISTERED: Partial<Record<Role, readonly Role[]>> = {
  system_admin: ['security_admin'],
  // Sources have tokens, not accounts.
  security_admin: ROLES.filter((role) => role !== 'security_admin' && role !== 'source'),
};

export function administeredBy(role: Role): readonly Role[] {
  return ADMINISTERED[role] ?? [];
}

/** How long a one-time password is good for, in hours [chosen]: a long weekend. */
export const ONE_TIME_HOURS = 72;

/** What is not mistaken for something else on paper or by phone: no 0 o, 1 i l. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Sixteen letters of 31, 79 bits, in four groups: it is read out or written down once. */
export function oneTimePassword(): string {
  const letter = (): string => LETTERS[randomInt(LETTERS.length)]!;
  const group = (): string => Array.from({ length: 4 }, letter).join('');
  return Array.from({ length: 4 }, group).join('-');
}
