import { Spin } from 'antd';
import type { ReactNode } from 'react';

/** While a page's code or data is on its way. */
export function Lazy({ label }: { label?: string }): ReactNode {
  return (
    <div className="lazy" role="status">
      <Spin delay={200} description={label} />
    </div>
  );
}
