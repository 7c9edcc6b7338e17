import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandedOut } from '#contracts';
import { Lazy } from '../../parts/lazy.js';
import { useProblemText } from '../../parts/use-problem.js';
import { AccountLine } from './account-line.js';
import { inOrder, showAccount, useAccounts } from './accounts-query.js';
import { HandedOutDialog } from './handed-out-dialog.js';
import { NewAccountForm } from './new-account-form.js';
import './accounts.css';

/** Accounts of the desk, for administrators: all to see, those of one's own roles to look after. */
export function AccountsPage(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [adding, setAdding] = useState(false);
  const [handed, setHanded] = useState<HandedOut | null>(null);
  const { data, error, isPending, refetch } = useAccounts();
  if (isPending) return <Lazy />;
  if (data === undefined)
    return (
      <div className="empty" role="alert">
        <strong>{problemText(error)}</strong>
        <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
      </div>
    );
  const { items, roles } = data;
  const first = roles.includes('security_admin') && !items.some(({ role }) => role === 'security_admin');
  const handOut = (given: HandedOut): void => {
    showAccount(client, given.account);
    setHanded(given);
  };
  return (
    <div className="sheet">
      <div className="sheet-in">
        <header className="sheet-head">
          <h1>
            {t('accounts.title')} <span className="queue-total">{items.length}</span>
          </h1>
          <Button type="primary" onClick={() => setAdding(true)} data-testid="account-add">
            {t('accounts.add')}
          </Button>
          <p>
            {t('accounts.noCases')}{' '}
            {t('accounts.others', { roles: roles.map((role) => t(`role.${role}`)).join(t('punct.list')) })}
          </p>
        </header>
        {first && <Alert type="info" showIcon title={t('accounts.first')} />}
        <ul className="card accounts">
          {inOrder(items).map((account) => (
            <AccountLine
              key={account.id}
              account={account}
              mine={roles.includes(account.role)}
              onHandOut={handOut}
            />
          ))}
        </ul>
      </div>
      {adding && (
        <NewAccountForm
          roles={roles}
          onClose={(given) => {
            setAdding(false);
            if (given !== null) handOut(given);
          }}
        />
      )}
      {handed !== null && <HandedOutDialog given={handed} onClose={() => setHanded(null)} />}
    </div>
  );
}
