import { Button, Input } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../parts/text-field.js';
import { EMPTY_FILTER, type AuditFilter } from './audit-filter.js';

/** Which entries to show; nothing is asked before "Show". */
export function AuditFilterForm({ onApply }: { onApply: (filter: AuditFilter) => void }): ReactNode {
  const { t } = useTranslation();
  const id = useId();
  const [filter, setFilter] = useState(EMPTY_FILTER);
  const text = (field: 'actor' | 'action' | 'entity' | 'entityId', hint?: string): ReactNode => (
    <TextField
      label={t(`audit.${field}`)}
      value={filter[field]}
      {...(hint === undefined ? {} : { placeholder: hint })}
      onText={(value) => setFilter({ ...filter, [field]: value })}
      data-testid={`audit-${field}`}
    />
  );
  const time = (field: 'from' | 'to'): ReactNode => (
    <div className="field">
      <label htmlFor={`${id}-${field}`}>{t(`audit.${field}`)}</label>
      <Input
        id={`${id}-${field}`}
        type="datetime-local"
        value={filter[field]}
        onChange={(e) => setFilter({ ...filter, [field]: e.target.value })}
      />
    </div>
  );
  return (
    <form
      className="card card-pad audit-filter"
      onSubmit={(e) => {
        e.preventDefault();
        onApply(filter);
      }}
    >
      {text('actor', t('audit.actorHint'))}
      {text('action', t('audit.actionHint'))}
      {text('entity', t('audit.entityHint'))}
      {text('entityId')}
      {time('from')}
      {time('to')}
      <div className="audit-filter-acts">
        <Button type="primary" htmlType="submit" data-testid="audit-apply">
          {t('audit.apply')}
        </Button>
        <Button
          onClick={() => {
            setFilter(EMPTY_FILTER);
            onApply(EMPTY_FILTER);
          }}
        >
          {t('audit.clear')}
        </Button>
      </div>
    </form>
  );
}
