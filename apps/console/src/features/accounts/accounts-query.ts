import { useQuery, type QueryClient } from '@tanstack/react-query';
import type { AccountList, AccountView } from '#contracts';
import { get } from '../../live/http.js';

const KEY = ['accounts'] as const;

export const useAccounts = () =>
  useQuery({ queryKey: KEY, queryFn: () => get<AccountList>('/accounts'), staleTime: 0 });

/** Puts an account as the server told it into the list. */
export function showAccount(client: QueryClient, account: AccountView): void {
  client.setQueryData<AccountList>(KEY, (known) =>
    known === undefined
      ? known
      : { ...known, items: [...known.items.filter(({ id }) => id !== account.id), account] },
  );
}

/** Those in use before those that are shut, each by user name. */
export const inOrder = (items: readonly AccountView[]): AccountView[] =>
  [...items].sort(
    (a, b) =>
      Number(a.disabledAt !== null) - Number(b.disabledAt !== null) || (a.username < b.username ? -1 : 1),
  );
