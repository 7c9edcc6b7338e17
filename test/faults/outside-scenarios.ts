import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AlertInput, ImportReport } from '#contracts';
import { alertsOf, EVERY_MS, type Scenario } from './scenario.js';
import type { FaultDesk } from './fault-desk.js';

const run = promisify(execFile);
const LATE_MS = 3_000;
/** The SMS centre's answer is waited for 15 s. */
const GIVEN_UP_MS = 25_000;

/** Receipts that come twice, late and backwards, for messages and calls alike. */
export const receipts: Scenario = {
  name: 'receipts doubled, late, out of order',
  async run(desk, rng, full) {
    const officers = desk.officers();
    for (const wrong of rng.sample(['doubled', 'late', 'out_of_order'], 3)) {
      for (const counterpart of ['sms', 'voice'] as const)
        await desk.outside(counterpart, { receipts: wrong, lateMs: LATE_MS });
      await desk.load.alerts(Math.ceil(alertsOf(full) / 3), EVERY_MS);
    }
    desk.load.stop();
    await officers;
    await desk.until('each message is told as delivered', () => isNone(desk, UNDELIVERED), GIVEN_UP_MS);
  },
  async check(desk) {
    return (await isNone(desk, HEARD_TWICE)) ? [] : ['the end of a robot call was taken twice'];
  },
};
const UNDELIVERED = `SELECT FROM message WHERE state = 'sent'`;
const HEARD_TWICE = `
  SELECT FROM (SELECT case_id, data->>'attempt' AS attempt, count(*) AS times FROM case_event
                WHERE kind = 'robot_call_ended' GROUP BY 1, 2) e
   WHERE times > (SELECT count(*) FROM robot_call r WHERE r.case_id = e.case_id AND r.attempt::text = e.attempt)`;

/** The gateway acts and does not answer: what may have been sent is unknown, and never sent again by itself. */
export const timesOutAfterActing: Scenario = {
  name: 'gateways time out after acting',
  async run(desk, rng, full) {
    const times = rng.int(4, 8);
    for (const counterpart of ['sms', 'voice'] as const)
      await desk.outside(counterpart, { timeoutAfterActing: true, times });
    const officers = desk.officers();
    await desk.load.alerts(alertsOf(full), EVERY_MS);
    desk.load.stop();
    await officers;
    await desk.until('nothing waits for an answer', () => isNone(desk, SENDING), 2 * GIVEN_UP_MS);
  },
  async check(desk) {
    const { rows } = await desk.db.query<{ told: boolean }>(TOLD);
    if (rows.length === 0) return ['no result was unknown: the fault did not strike'];
    return rows.every((row) => row.told) ? [] : ['an unknown result that no case was told'];
  },
};
/** The message says so on the case's page, and the rung does unless it was called off meanwhile. */
const TOLD = `
  SELECT EXISTS (SELECT FROM message m WHERE m.outbox_key = o.key AND m.state = 'unknown')
     AND EXISTS (SELECT FROM case_event e WHERE e.case_id = o.case_id AND e.data->>'rungId' = o.payload->>'rungId'
                    AND e.kind IN ('rung_unknown', 'rung_cancelled')) AS told
    FROM outbox o WHERE o.state = 'unknown'`;
const SENDING = `SELECT FROM outbox WHERE state = 'sending'`;

/** Smaller than the large file, larger than the small one. */
const DISK = '128k';
const LARGE_BYTES = 512 * 1024;

export const diskFullOnImport: Scenario = {
  name: 'disk full on import',
  desk: async (_rng, faultRun) => {
    const data = join(faultRun.folder, 'small-disk');
    await mkdir(data);
    // Needs root, as does the rest of a machine on which disks are made.
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', data]);
    return {
      env: { api: { HOLDLINE_DATA: data } },
      after: async () => void (await run('umount', ['-l', data])),
    };
  },
  async run(desk, _rng, full) {
    const alerts = Array.from({ length: alertsOf(full) }, () => desk.load.made());
    const refused = await upload(desk, alerts, LARGE_BYTES);
    if (refused.ok) throw new Error('a file larger than the disk was taken');
    const taken = await upload(desk, alerts, 0);
    if (!taken.ok) throw new Error(`there is room again, and the file was refused: ${taken.status}`);
    const { counts } = (await taken.json()) as ImportReport;
    if (counts.accepted !== alerts.length) throw new Error(`${counts.accepted} of ${alerts.length} accepted`);
    await desk.load.alerts(4, EVERY_MS);
  },
};

/** The alerts as an office's CSV, filled up with spaces at the end to at least `bytes`. */
function upload(desk: FaultDesk, alerts: AlertInput[], bytes: number): Promise<Response> {
  const cells = alerts.map(({ sourceRef, raisedAt, person }) => [sourceRef, raisedAt, '其他', person.phone]);
  const lines = [['预警编号', '预警时间', '涉诈类型', '手机号码'], ...cells].map((row) => row.join(','));
  const text = lines.join('\r\n').concat('\r\n');
  const form = new FormData();
  form.append('file', new Blob([text.padEnd(bytes, ' ')]), 'alerts.csv');
  return fetch(`${desk.url}/api/v1/alerts/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.token}` },
    body: form,
  });
}

async function isNone(desk: FaultDesk, sql: string): Promise<boolean> {
  return (await desk.db.query(`${sql} LIMIT 1`)).rows.length === 0;
}
