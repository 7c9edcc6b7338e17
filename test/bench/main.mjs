/**
 * `npm run bench`: the engine's rows of the table of speeds (docs/performance.md), each beside its limit measured in the
 * same run. Prints a table, writes a JSON, and ends with 1 when a goal is missed or anything went wrong.
 */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wallClock } from '../../dist/libs/platform/index.js';
import { Children } from './child.mjs';
import { verdict } from './figures.mjs';
import { describeMachine } from './machine.mjs';
import { Stores } from './stores.mjs';
import { printMachine, printTable } from './table.mjs';
import * as batches from './rows/batches.mjs';
import * as cases from './rows/cases.mjs';
import * as decide from './rows/decide.mjs';
import * as posts from './rows/posts.mjs';
import * as socket from './rows/socket.mjs';
import * as timers from './rows/timers.mjs';
import * as timersWithoutRedis from './rows/timers-without-redis.mjs';

const ROWS = [posts, batches, cases, socket, timers, timersWithoutRedis, decide];
const FULL = { rounds: 5, ms: 4_000, throughputMs: 2_000, count: 1_500 };
const QUICK = { rounds: 2, ms: 3_000, throughputMs: 1_000, count: 800 };
/** The rows that count what a time lets through; the others need enough timers or alerts for a p99. */
const THROUGHPUT = [posts, batches, decide];
/** Past this no more rounds are begun; the rows that are left fail, and what was measured is told. */
const LONGEST_MIN = 20;
/** Past this something hangs, and nobody may be watching. */
const HANGS_MIN = 25;

const USAGE = `npm run bench -- [--quick] [--only KEY]… [--rounds N] [--json FILE] [--profile FOLDER]
  --quick    two short rounds, to see that everything works; no figures to rely on
  --only     ${ROWS.flatMap(({ FIGURES }) => FIGURES.map(({ key }) => key)).join(', ')}
  --json     where the figures go (dist/bench.json)
  --profile  a V8 profile of every api and worker, and PostgreSQL's dearest statements, into this folder`;

function settingsOf() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      json: { type: 'string', default: 'dist/bench.json' },
      profile: { type: 'string' },
    },
  });
  const chosen = ROWS.filter(
    ({ FIGURES }) => !values.only || FIGURES.some(({ key }) => values.only.includes(key)),
  );
  const known = ROWS.flatMap(({ FIGURES }) => FIGURES.map(({ key }) => key));
  if (values.only?.some((key) => !known.includes(key))) throw new Error(USAGE);
  const size = values.quick ? QUICK : FULL;
  return {
    rows: chosen,
    quick: values.quick,
    size: { ...size, rounds: values.rounds ? Number(values.rounds) : size.rounds },
    json: resolve(values.json),
    profile: values.profile && resolve(values.profile),
  };
}

/** All rounds of one row; a round that breaks is an error of its figures, and the next row goes on. */
async function measureRow(row, stores, size, { say, over }) {
  const rounds = [];
  const errors = [];
  const children = new Children();
  for (let n = 1; n <= size.rounds; n += 1) {
    const ms = THROUGHPUT.includes(row) ? size.throughputMs : size.ms;
    const seed = `${row.FIGURES[0].key}-${n}`;
    if (over()) {
      errors.push(`${seed}: not begun, ${LONGEST_MIN} minutes are over`);
      break;
    }
    try {
      const { errors: found, ...figures } = await row.round({
        stores,
        children,
        ms,
        count: size.count,
        seed,
      });
      rounds.push(figures);
      errors.push(...found.map((error) => `${seed}: ${error}`));
      say(`${seed}: ${row.FIGURES.map(({ key }) => shortly(figures[key])).join(', ')}`);
    } catch (error) {
      errors.push(`${seed}: ${error.message}`);
      say(`${seed}: ${error.stack}`);
    }
  }
  await children.stop();
  return row.FIGURES.map((figure) =>
    verdict(
      figure,
      rounds.map((round) => round[figure.key]),
      errors,
    ),
  );
}

const shortly = ({ measured, limit }) =>
  limit === null ? measured.toFixed(0) : `${measured.toFixed(0)} beside ${limit.toFixed(0)}`;

async function main() {
  const settings = settingsOf();
  const folder = await mkdtemp(join(tmpdir(), 'holdline-bench-'));
  const started = wallClock.elapsed();
  const say = (line) => console.error(`${((wallClock.elapsed() - started) / 1000).toFixed(0)} s  ${line}`);
  const over = () => wallClock.elapsed() - started > LONGEST_MIN * 60_000;
  let stores;
  const leave = async (code) => {
    await stores?.stop();
    await rm(folder, { recursive: true, force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void leave(130));
  setTimeout(() => {
    console.error(`not over after ${HANGS_MIN} minutes: given up`);
    void leave(1);
  }, HANGS_MIN * 60_000).unref();
  try {
    stores = await Stores.start(folder, { profile: settings.profile });
    const machine = await describeMachine(stores);
    const figures = [];
    for (const row of settings.rows)
      figures.push(...(await measureRow(row, stores, settings.size, { say, over })));
    printMachine(machine);
    printTable(figures, settings);
    await mkdir(dirname(settings.json), { recursive: true });
    const minutes = (wallClock.elapsed() - started) / 60_000;
    const at = new Date(wallClock.now()).toISOString();
    const report = { at, minutes, quick: settings.quick, size: settings.size, machine, figures };
    await writeFile(settings.json, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`${minutes.toFixed(1)} minutes; all rounds in ${settings.json}`);
    await leave(figures.every(({ met }) => met) ? 0 : 1);
  } catch (error) {
    console.error(error);
    await leave(1);
  }
}

await main();
