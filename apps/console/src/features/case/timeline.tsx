import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView, TimelineEntry } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { Panel } from '../../parts/panel.js';
import { describeEntry, isAct, toneOf } from './timeline-words.js';

const FIRST = 40;

/** What happened, newest first; people and the machine told apart by a sign, not by colour alone. */
export function Timeline({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const [people, setPeople] = useState(false);
  const [all, setAll] = useState(false);
  const kinds = new Map(view.rungs.map((r) => [r.id, r.kind]));
  const entries = view.timeline
    .filter((e) => !people || isAct(e))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (b.seq ?? Infinity) - (a.seq ?? Infinity));
  const shown = all ? entries : entries.slice(0, FIRST);
  const now = serverNow();

  function line(entry: TimelineEntry): ReactNode {
    const act = isAct(entry);
    const said = describeEntry(t, entry, kinds);
    return (
      <li key={entry.id} className="tl" data-by={act ? 'person' : 'machine'} data-tone={toneOf(entry)}>
        <time dateTime={entry.at}>{near(entry.at, now, i18n.language)}</time>
        <span className="tl-by" title={act ? entry.by?.name : t('timeline.machine')}>
          {act ? entry.by?.name : <span className="sr-only">{t('timeline.machine')}</span>}
        </span>
        <span className="tl-what">
          {said.what}
          {said.more !== '' && <span className="muted"> {said.more}</span>}
        </span>
      </li>
    );
  }
  return (
    <Panel
      title={t('timeline.title')}
      flush
      extra={
        <button type="button" className="quiet" aria-pressed={people} onClick={() => setPeople(!people)}>
          {people ? t('timeline.filterAll') : t('timeline.filterPeople')}
        </button>
      }
    >
      {shown.length === 0 ? (
        <p className="muted tl-none">{t('timeline.empty')}</p>
      ) : (
        <ol className="tl-list" data-testid="timeline">
          {shown.map(line)}
        </ol>
      )}
      {entries.length > shown.length && (
        <button type="button" className="quiet tl-more" onClick={() => setAll(true)}>
          {t('act.more', { n: entries.length - shown.length })}
        </button>
      )}
    </Panel>
  );
}
