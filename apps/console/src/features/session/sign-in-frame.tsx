import type { ReactNode } from 'react';
import { LookSwitch } from '../../shell/look-switch.js';
import { Wordmark } from '../../shell/wordmark.js';
import './sign-in.css';

/** The card that everything before the desk is in; its title has the id `sign-in-title`. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <main className="sign-in">
      <div className="sign-in-look">
        <LookSwitch />
      </div>
      <div className="sign-in-card">
        <Wordmark large />
        <h1 id="sign-in-title" className="sign-in-title">
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}
