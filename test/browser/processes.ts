import { readdir, readFile } from 'node:fs/promises';

/** One process for as long as the machine runs: a number is used again, a number with its start is not. */
export interface ProcessMark {
  pid: number;
  parent: number;
  startedAt: string;
  name: string;
}

/** @returns null when it has ended, also when nobody has asked for its exit code yet */
async function read(pid: number): Promise<ProcessMark | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(line) ?? [];
  const fields = rest?.split(' ') ?? [];
  if (name === undefined || fields[0] === 'Z') return null;
  return { pid, parent: Number(fields[1]), startedAt: fields[19]!, name };
}

/** Every process below `pid`, in whatever session it runs. Linux. */
export async function descendants(pid: number): Promise<ProcessMark[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const all = (await Promise.all(pids.map(read))).filter((mark) => mark !== null);
  const found: ProcessMark[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = all.filter((mark) => parents.has(mark.parent));
    found.push(...children);
    parents = new Set(children.map((mark) => mark.pid));
  }
  return found;
}

/** Those of `marks` that still run. */
export async function stillRunning(marks: readonly ProcessMark[]): Promise<ProcessMark[]> {
  const now = await Promise.all(marks.map((mark) => read(mark.pid)));
  return marks.filter((mark, i) => now[i]?.startedAt === mark.startedAt);
}
