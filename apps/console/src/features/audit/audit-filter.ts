import { fromWall } from '../../i18n/format.js';

/** What the auditor typed; blank fields do not narrow. `from` and `to` are values of datetime-local inputs. */
export interface AuditFilter {
  actor: string;
  action: string;
  entity: string;
  entityId: string;
  from: string;
  to: string;
}

export const EMPTY_FILTER: AuditFilter = {
  actor: '',
  action: '',
  entity: '',
  entityId: '',
  from: '',
  to: '',
};

/** The query of a page of the trail; `before` is where the page before ended. */
export function auditQuery(filter: AuditFilter, before: string | null): string {
  const query = new URLSearchParams();
  const given = { ...filter, from: fromWall(filter.from), to: fromWall(filter.to) };
  for (const [field, value] of Object.entries(given)) if (value.trim() !== '') query.set(field, value.trim());
  if (before !== null) query.set('before', before);
  return query.toString();
}
