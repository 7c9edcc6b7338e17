import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { ActionName } from './permission-table.js';
import type { SignedIn } from './signed-in.js';

export const ACTION_KEY = 'holdline:action';
export const PUBLIC_KEY = 'holdline:public';

/** Names the action of a route or socket event. Without it the route answers 403 to everybody. */
export const Action = (name: ActionName): MethodDecorator & ClassDecorator => SetMetadata(ACTION_KEY, name);

/**
 * Opens a route to requests without a session (health, sources by token, signed callbacks). Its action must be one of
 * `anonymous` or `source` in the permission table, else it stays shut.
 */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_KEY, true);

/** What carries the account: an HTTP request, or the `data` of a socket. */
export interface AccountHolder {
  account?: SignedIn | null | undefined;
}

/** Who is signed in. Never null on a route that is not `Public()`; on a public one null without a usable session. */
export const CurrentAccount = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedIn | null => {
    return accountHolderOf(context).account ?? null;
  },
);

/** Where guards put the account and `CurrentAccount` finds it. */
export function accountHolderOf(context: ExecutionContext): AccountHolder {
  if (context.getType() === 'ws') return context.switchToWs().getClient<{ data: AccountHolder }>().data;
  return context.switchToHttp().getRequest<AccountHolder>();
}
