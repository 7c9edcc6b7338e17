import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { DeskError } from '#platform';

/** argon2id with 19 MiB, two passes, one lane: the OWASP password storage cheat sheet's first choice. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Shortest password an account may have, and the longest that is hashed [chosen]. */
export const PASSWORD_LENGTH = { min: 12, max: 128 };

/** @throws DeskError invalid, naming `field`, when it is too short or too long */
export async function hashPassword(password: string, field = 'password'): Promise<string> {
  const { min, max } = PASSWORD_LENGTH;
  if (password.length < min || password.length > max) {
    throw new DeskError('invalid', 'the password has a wrong length', [
      {
        field,
        code: 'length',
        message: `must have ${min} to ${max} characters`,
        messageZh: `长度须为 ${min} 至 ${max} 个字符`,
      },
    ]);
  }
  return argon2.hash(password, PARAMETERS);
}

let decoy: Promise<string> | undefined;

/** Makes the decoy before the first sign-in, which would otherwise take twice as long. */
export async function prepareDecoy(): Promise<string> {
  decoy ??= argon2.hash(randomBytes(32), PARAMETERS);
  return decoy;
}

/**
 * Compares; with `hash` null it does the same work on a decoy and says no, so that the time taken does not tell whether
 * a name is known.
 */
export async function checkPassword(hash: string | null, password: string): Promise<boolean> {
  if (password.length > PASSWORD_LENGTH.max) return false;
  const matches = await argon2.verify(hash ?? (await prepareDecoy()), password);
  return hash !== null && matches;
}
