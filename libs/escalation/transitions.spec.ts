import { readFileSync } from 'node:fs';
import {
  assertCaseMove,
  assertRungMove,
  CASE_TRANSITIONS,
  FIRST_CASE_STATE,
  FIRST_RUNG_STATUS,
  IllegalTransition,
  LAST_CASE_STATE,
  RUNG_TRANSITIONS,
} from './transitions.js';

/** The arrows of the mermaid blocks of docs/engine.md, in their order: case, rung. */
function drawings(): string[][] {
  const text = readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8');
  return [...text.matchAll(/```mermaid\nstateDiagram-v2\n([\s\S]*?)```/gu)].map(([, body = '']) =>
    body
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const arrow = /^\s*(\S+) --> (\S+)(?: : .+)?$/u.exec(line);
        if (!arrow) throw new Error(`not an arrow: ${line}`);
        return `${arrow[1]} --> ${arrow[2]}`;
      }),
  );
}

function arrowsOf(
  table: Readonly<Record<string, readonly string[]>>,
  first: string,
  ...last: string[]
): string[] {
  const inner = Object.entries(table).flatMap(([from, tos]) => tos.map((to) => `${from} --> ${to}`));
  return [`[*] --> ${first}`, ...inner, ...last.map((from) => `${from} --> [*]`)];
}

describe('the drawings in docs/engine.md', () => {
  const [ofCase = [], ofRung = []] = drawings();

  it('show the transitions of a case, all of them and no others', () => {
    expect([...ofCase].sort()).toEqual(arrowsOf(CASE_TRANSITIONS, FIRST_CASE_STATE, LAST_CASE_STATE).sort());
  });

  it('show the transitions of a rung, all of them and no others', () => {
    expect([...ofRung].sort()).toEqual(arrowsOf(RUNG_TRANSITIONS, FIRST_RUNG_STATUS).sort());
  });
});

describe('a move that is not in the tables', () => {
  it('throws, for a case and for a rung', () => {
    expect(() => assertCaseMove('ended', 'watched')).toThrow(IllegalTransition);
    expect(() => assertRungMove('call', 'done', 'running')).toThrow(
      'rung call cannot go from done to running',
    );
    expect(() => assertRungMove('call', 'waiting', 'open')).not.toThrow();
  });
});
