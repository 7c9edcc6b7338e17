import { Button, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { QueueItem } from '#contracts';
import { post, ProblemError } from '../../live/http.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useDesk } from '../../shell/desk-context.js';
import { beginDraft } from '../attempts/draft-store.js';
import { useSession } from '../session/session.js';
import { isInbound, lookupOf, type LookupKind } from './lookup.js';
import './intake.css';

const WORDS: Record<LookupKind, string> = {
  phone: 'asPhone',
  no: 'asNo',
  code: 'asCode',
  name: 'asName',
  idNumber: 'asIdNumber',
  last4: 'asLast4',
};

/** Somebody calls in: type the number, the case or the code, press Enter, and their case is open. */
export function FindCall({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const problemText = useProblemText();
  const { account } = useSession();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<QueueItem[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const lookup = lookupOf(text);

  function open(item: QueueItem): void {
    onClose();
    void navigate(`/cases/${item.id}`);
  }
  async function find(): Promise<void> {
    if (lookup === null) return;
    setBusy(true);
    setError(null);
    setFound(null);
    try {
      if (isInbound(lookup.kind)) {
        const inbound = await post<{ case: QueueItem | null; attemptId: string | null }>('/inbound-calls', {
          [lookup.kind]: lookup.value,
        });
        if (inbound.case === null) setFound([]);
        else {
          beginDraft(account.id, inbound.case.id, inbound.attemptId, 'inbound_call');
          open(inbound.case);
        }
      } else {
        const { items } = await post<{ items: QueueItem[] }>('/cases/search', {
          [lookup.kind]: lookup.value,
        });
        if (items.length === 1) open(items[0]!);
        else setFound(items);
      }
    } catch (failure) {
      if (failure instanceof ProblemError && failure.status === 404) setFound([]);
      else setError(problemText(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title={t('find.title')} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void find())}>
        <div className="field">
          <label htmlFor="find-text">{t('find.hint')}</label>
          <div className="find-line">
            <Input
              id="find-text"
              size="large"
              autoFocus
              autoComplete="off"
              value={text}
              placeholder={t('find.placeholder')}
              onChange={(e) => setText(e.target.value)}
              data-testid="find-text"
            />
            <Button
              size="large"
              type="primary"
              htmlType="submit"
              loading={busy}
              disabled={lookup === null}
              data-testid="find-submit"
            >
              {t('find.submit')}
            </Button>
          </div>
          <span className="muted find-as">{lookup === null ? ' ' : t(`find.${WORDS[lookup.kind]}`)}</span>
        </div>
        {error !== null && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        {found !== null && found.length === 0 && (
          <div className="find-none" role="status">
            <span>{t('find.none')}</span>
            <Button onClick={() => desk.openDialog('alert')}>{t('find.toManual')}</Button>
          </div>
        )}
        {found !== null && found.length > 0 && (
          <>
            <p className="muted" role="status">
              {t('find.found', { n: found.length })}
            </p>
            <ul className="found">
              {found.map((item) => (
                <li key={item.id}>
                  <button type="button" onClick={() => open(item)}>
                    <TierMark tier={item.tier} />
                    <b>{item.person.name ?? t('queue.anonymous')}</b>
                    <span className="muted">{item.person.phone}</span>
                    <span className="bar-gap" />
                    <span className="muted">{item.no}</span>
                    <span className="chip">
                      {item.mergedInto === null
                        ? t(`caseState.${item.state}`)
                        : t('find.mergedInto', { no: item.mergedInto.no })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </form>
    </Modal>
  );
}
