import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const ROWS: [string[], string][] = [
  [['N'], 'next'],
  [['C'], 'call'],
  [['R'], 'record'],
  [['Ctrl', 'Enter'], 'send'],
  [['I'], 'find'],
  [['A'], 'alert'],
  [['Q'], 'queue'],
  [['↑', '↓'], 'move'],
  [['Enter'], 'open'],
  [['Esc'], 'close'],
  [['?'], 'help'],
];

export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('keys.title')} width={400} destroyOnHidden>
      <dl className="keys" data-testid="keys">
        {ROWS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{t('keys.note')}</p>
    </Modal>
  );
}
