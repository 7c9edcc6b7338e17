import { App, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandedOut } from '#contracts';
import { dayTime } from '../../i18n/format.js';

/** The one time that a one-time password is to be seen; it closes by its button only. */
export function HandedOutDialog({ given, onClose }: { given: HandedOut; onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const { account, oneTimePassword, goodUntil } = given;
  // Not there on a page without TLS; whoever reads it can still write it down.
  const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
  return (
    <Modal
      open
      title={t('accounts.handTitle', { name: account.name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        ...(clipboard === undefined
          ? []
          : [
              <Button
                key="copy"
                onClick={() =>
                  void clipboard.writeText(oneTimePassword).then(() => message.success(t('accounts.copied')))
                }
              >
                {t('accounts.copy')}
              </Button>,
            ]),
        <Button key="done" type="primary" onClick={onClose} data-testid="handed-out-done">
          {t('accounts.handDone')}
        </Button>,
      ]}
    >
      <p className="muted">{t('accounts.handHint', { until: dayTime(goodUntil, i18n.language) })}</p>
      <dl className="handed-out">
        <dt>{t('accounts.username')}</dt>
        <dd className="mono">{account.username}</dd>
        <dt>{t('password.oneTime')}</dt>
        <dd className="mono handed-out-password" data-testid="one-time-password">
          {oneTimePassword}
        </dd>
      </dl>
    </Modal>
  );
}
