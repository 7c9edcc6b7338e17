import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountView, HandedOut } from '#contracts';
import { post } from '../../live/http.js';
import { useProblem } from '../../parts/use-problem.js';
import { showAccount } from './accounts-query.js';

interface Props {
  account: AccountView;
  /** Whether the one who looks administers it. */
  mine: boolean;
  onHandOut: (given: HandedOut) => void;
}

export function AccountLine({ account, mine, onHandOut }: Props): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const showProblem = useProblem();
  const { id, name, username, role, personNo, station, rank, sworn } = account;
  const shut = account.disabledAt !== null;

  const newPassword = (): Promise<void> =>
    post<HandedOut>(`/accounts/${id}/password`).then(onHandOut, showProblem);
  const disable = (): Promise<void> =>
    post<AccountView>(`/accounts/${id}/disable`).then((now) => {
      showAccount(client, now);
      void message.success(t('accounts.disabled'));
    }, showProblem);

  return (
    <li data-testid={`account-${username}`} data-shut={shut}>
      <div className="accounts-who">
        <b>{name}</b>
        <span className="mono muted">{username}</span>
      </div>
      <div className="accounts-what">
        <span>{t(`role.${role}`)}</span>
        {[personNo, station, rank].map((text) => text !== null && <span key={text}>{text}</span>)}
        {sworn && <span className="chip">{t('accounts.swornMark')}</span>}
        {account.secondFactor && <span className="chip">{t('accounts.second')}</span>}
        {account.demo && <span className="chip">{t('accounts.demo')}</span>}
      </div>
      <State account={account} />
      <div className="accounts-acts">
        {mine && (
          <Popconfirm title={t('accounts.newPasswordAsk', { name })} onConfirm={newPassword}>
            <Button size="small" data-testid="account-password">
              {t(shut ? 'accounts.reopen' : 'accounts.newPassword')}
            </Button>
          </Popconfirm>
        )}
        {mine && !shut && (
          <Popconfirm
            title={t('accounts.disableAsk', { name })}
            okText={t('accounts.disable')}
            okButtonProps={{ danger: true }}
            onConfirm={disable}
          >
            <Button size="small" danger data-testid="account-disable">
              {t('accounts.disable')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </li>
  );
}

function State({ account }: { account: AccountView }): ReactNode {
  const { t } = useTranslation();
  const [tone, word] =
    account.disabledAt !== null
      ? (['bad', 'accounts.shut'] as const)
      : account.passwordDue
        ? (['warn', 'accounts.due'] as const)
        : (['good', 'accounts.inUse'] as const);
  return (
    <span>
      <span className="chip" data-tone={tone}>
        {t(word)}
      </span>
    </span>
  );
}
