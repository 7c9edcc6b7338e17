import { useId, type ReactNode } from 'react';
import './panel.css';

interface Props {
  title: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  /** Place in the case panel's grid. */
  area?: string;
  flush?: boolean;
  testId?: string;
}

/** A titled part of a page. */
export function Panel({ title, extra, children, area, flush = false, testId }: Props): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} data-area={area} data-testid={testId}>
      <header className="panel-head">
        <h3 id={id}>{title}</h3>
        {extra !== undefined && <div className="panel-extra">{extra}</div>}
      </header>
      <div className={flush ? 'panel-body panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
}
