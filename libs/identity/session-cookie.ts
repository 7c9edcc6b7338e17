import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import { Sessions } from './sessions.js';
import type { SignedIn } from './signed-in.js';

export const SESSION_COOKIE = 'holdline_session';

/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The session token of a `Cookie` header; null when there is none that could be one. */
export function sessionToken(cookieHeader: string | undefined): string | null {
  const token = cookieHeader ? parseCookie(cookieHeader)[SESSION_COOKIE] : undefined;
  return token !== undefined && TOKEN.test(token) ? token : null;
}

/** Turns the header of a request or of a socket's handshake into the account behind it. */
@Injectable()
export class SessionAuthenticator {
  constructor(private readonly sessions: Sessions) {}

  /** Null without a live session. It counts as a sign of life. */
  async sessionFromCookie(cookieHeader: string | undefined): Promise<SignedIn | null> {
    const token = sessionToken(cookieHeader);
    return token === null ? null : this.sessions.find(token);
  }

  /**
   * For what asks by itself, as a socket does from time to time: the same, but no sign of life, or a console that was
   * left open would never come to the end of its shift.
   */
  async stillSignedIn(cookieHeader: string | undefined): Promise<SignedIn | null> {
    const token = sessionToken(cookieHeader);
    return token === null ? null : this.sessions.find(token, { touch: false });
  }
}
