import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a derived key is for; a key is never used for two purposes. */
export type KeyPurpose =
  | 'person' // wraps the persons' data keys
  | 'alert' // raw alerts as received
  | 'note' // notes of attempts, statements of requests
  | 'secret' // secrets of sources and accounts
  | 'index.phone'
  | 'index.id_number'
  | 'index.name'
  | 'index.initials'
  | 'index.last4'
  | 'index.account'
  | 'index.suspect' // numbers, accounts and addresses of fraudsters, as given
  | 'index.content' // an alert's content, to tell a resend from a revision
  | 'code'; // verification codes

/**
 * Encryption with AES-256-GCM and keyed blind indexes with HMAC-SHA-256, from keys derived of the master key by
 * HKDF-SHA-256 (design.md section 6). A sealed value is: version (1 byte), IV (12), tag (16), ciphertext.
 */
@Injectable()
export class KeyRing {
  private readonly derived = new Map<KeyPurpose, Buffer>();

  constructor(private readonly master: Buffer) {
    if (master.length !== 32) throw new Error('the master key must have 32 bytes');
  }

  private key(purpose: KeyPurpose): Buffer {
    let key = this.derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.master, 'holdline', purpose, 32));
      this.derived.set(purpose, key);
    }
    return key;
  }

  /** Encrypts; `context` (a row id, say) is bound to the value, so that it cannot be moved to another row. */
  seal(purpose: KeyPurpose, plain: string | Buffer, context: string): Buffer {
    return sealWith(this.key(purpose), plain, context);
  }

  /** @throws Error when the value was changed, moved to another row, or sealed under another key. */
  open(purpose: KeyPurpose, sealed: Buffer, context: string): Buffer {
    return openWith(this.key(purpose), sealed, context);
  }

  /** Deterministic keyed index of a normalised value: 32 bytes. */
  index(purpose: KeyPurpose & `index.${string}`, value: string): Buffer {
    return createHmac('sha256', this.key(purpose)).update(value, 'utf8').digest();
  }

  /** Six digits a person can check through 96110, from the case id. */
  verificationCode(caseId: string): string {
    const mac = createHmac('sha256', this.key('code')).update(caseId).digest();
    return String(mac.readUInt32BE(0) % 1_000_000).padStart(6, '0');
  }

  /** A new data key, wrapped for storage. */
  newDataKey(context: string): { key: Buffer; wrapped: Buffer } {
    const key = randomBytes(32);
    return { key, wrapped: this.seal('person', key, context) };
  }

  unwrapDataKey(wrapped: Buffer, context: string): Buffer {
    return this.open('person', wrapped, context);
  }
}

/** Seals with a given 32-byte key (a person's data key). */
export function sealWith(key: Buffer, plain: string | Buffer, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain as Buffer), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), body]);
}

/** @throws Error when the value does not authenticate. */
export function openWith(key: Buffer, sealed: Buffer, context: string): Buffer {
  if (sealed.length < 1 + IV_BYTES + TAG_BYTES || sealed[0] !== VERSION)
    throw new Error('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Comparison in constant time of two digests. */
export function sameSecret(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
