import type { QueryClient } from '@tanstack/react-query';
import type { CaseView, VisitView } from '#contracts';
import { post } from '../../live/http.js';

/** Send the case's station now, whatever the ladder says. */
export async function dispatchVisit(client: QueryClient, view: CaseView): Promise<VisitView> {
  const visit = await post<VisitView>(
    `/cases/${view.id}/visits`,
    view.station === null ? {} : { station: view.station },
  );
  await client.invalidateQueries({ queryKey: ['case', view.id] });
  return visit;
}
