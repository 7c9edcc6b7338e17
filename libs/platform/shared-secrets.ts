import { randomBytes } from 'node:crypto';

/** 24 random bytes: more than anybody guesses, and what every gateway takes. */
const token = (): string => randomBytes(24).toString('base64url');
/** Standard Webhooks: 24 to 64 random bytes in base64. */
const signing = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * What Holdline shares with each of its counterparts, by the name of its setting, and how a new one is made. One for
 * each counterpart and purpose, so that none of them can speak for another: with `…_TOKEN` Holdline proves itself,
 * with `…_CALLBACK_SECRET` the counterpart signs what it says.
 */
export const SHARED_SECRETS = {
  /** SMPP 3.4 allows eight characters (section 5.2.2). */
  SMPP_PASSWORD: () => randomBytes(6).toString('base64url'),
  VOICE_TOKEN: token,
  VOICE_CALLBACK_SECRET: signing,
  BANK_TOKEN: token,
  BANK_CALLBACK_SECRET: signing,
  CARRIER_TOKEN: token,
  CARRIER_CALLBACK_SECRET: signing,
} as const;
export type SharedSecrets = Record<keyof typeof SHARED_SECRETS, string>;

/** Secrets that nobody else knows yet: for a desk whose outside world is the sandbox, and for specs. */
export function newSharedSecrets(): SharedSecrets {
  return Object.fromEntries(
    Object.entries(SHARED_SECRETS).map(([name, make]) => [name, make()]),
  ) as SharedSecrets;
}
