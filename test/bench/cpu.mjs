import { readdir, readFile } from 'node:fs/promises';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own tick (proc(5)). */
const TICK_MS = 10;

/** Fields of `/proc/PID/stat` after the name, which may hold anything. */
async function statOf(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text === null
    ? null
    : text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
}

/**
 * Time on a core that a process and its children have taken since they began, those that ended included. It says what
 * something costs also on a machine that others use, where the clock on the wall says what they left over.
 *
 * @returns ms; NaN where there is no /proc
 */
export async function cpuMs(pid) {
  const own = await statOf(pid);
  if (own === null) return NaN;
  const ms = ([user, system, endedUser, endedSystem]) => (user + system + endedUser + endedSystem) * TICK_MS;
  const others = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const children = (await Promise.all(others.map(statOf))).filter((stat) => stat?.[1] === pid);
  return [own, ...children].reduce((sum, stat) => sum + ms(stat.slice(11, 15)), 0);
}
