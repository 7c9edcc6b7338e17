import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import {
  ACTION_KEY,
  accountHolderOf,
  may,
  mayNow,
  mayBePublic,
  PUBLIC_KEY,
  SessionAuthenticator,
  type ActionName,
  type SignedIn,
} from '#identity';
import { DeskError } from '#platform';

/**
 * Default deny for every route and socket event: it must name an action, somebody must be signed in, and the permission
 * table must let their role do it. `Public()` lifts the second condition only for actions that the table opens.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: SessionAuthenticator,
  ) {}

  /** @throws DeskError unauthenticated or forbidden (HTTP); answers false on a socket */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const action = this.reflector.getAllAndOverride<ActionName | undefined>(ACTION_KEY, targets);
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_KEY, targets) ?? false;
    if (context.getType() === 'ws') return this.onSocket(context, action);
    if (!action) throw new DeskError('forbidden', 'this route names no action');
    if (open && !mayBePublic(action)) throw new DeskError('forbidden', 'this route may not be public');

    const request = context.switchToHttp().getRequest<Request>();
    const account = await this.authenticator.sessionFromCookie(request.headers.cookie);
    const allowed = account !== null && mayNow(account, action);
    if (allowed) accountHolderOf(context).account = account;
    if (allowed) return true;
    if (open && !this.isKnownAndMayNot(account, action, request)) return true;
    if (!account) throw new DeskError('unauthenticated', 'sign in first');
    if (account.passwordDue) throw passwordDue();
    throw new DeskError('forbidden', 'your role may not do this');
  }

  /** Signed in and of the wrong role: told so, and not asked for the token of a source that they are not. */
  private isKnownAndMayNot(account: SignedIn | null, action: ActionName, { headers }: Request): boolean {
    return account !== null && headers.authorization === undefined && !may('anonymous', action);
  }

  /** The gateway put the account there when it accepted the connection. */
  private onSocket(context: ExecutionContext, action: ActionName | undefined): boolean {
    const { account } = accountHolderOf(context);
    return action && account ? mayNow(account, action) : false;
  }
}

function passwordDue(): DeskError {
  return new DeskError('forbidden', 'set a password of your own first', [
    {
      field: 'password',
      code: 'password_due',
      message: 'Set a password of your own first.',
      messageZh: '请先设置自己的密码。',
    },
  ]);
}
