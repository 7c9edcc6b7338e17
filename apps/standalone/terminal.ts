import { wallClock } from '#platform';

export type Say = (line: string) => void;

const clock = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' });

/** A short line for whoever looks at the terminal; the processes' own logs go to files. */
export const say: Say = (line) => {
  process.stdout.write(`${clock.format(wallClock.now())}  ${line}\n`);
};
