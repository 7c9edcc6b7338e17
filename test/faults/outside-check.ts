import type { Pool } from 'pg';

/** What the sandbox's inboxes keep, as far as it is compared (docs/sandbox.md). */
interface Arrived {
  to: string;
  callId?: string;
  /** Of an order to an institution: its id, which is the request's, and what it is there. */
  orderId?: string;
  state?: string;
}

export type InboxChannel = 'sms' | 'voice' | 'bank' | 'carrier';

export async function inbox(sandboxUrl: string, channel: InboxChannel): Promise<Arrived[]> {
  const answer = await fetch(`${sandboxUrl}/inbox/${channel}`);
  return ((await answer.json()) as { items: Arrived[] }).items;
}

/** Messages of one case by what the outbox says of them. */
interface Expected {
  phone: string;
  /** Certainly sent. */
  least: number;
  /** Those whose result nobody knows as well. */
  most: number;
}

/** E.164 without its plus, as both sides write it. */
const digits = (phone: string): string => phone.replace(/\D/g, '');

function counted(items: Arrived[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { to } of items) counts.set(digits(to), (counts.get(digits(to)) ?? 0) + 1);
  return counts;
}

/**
 * Holds what reached the outside world against what the outbox says was done: nobody gets a second message, nobody a
 * message that nobody asked for, and each that is told as sent did arrive.
 *
 * @param phoneOf each case's person's number, by case
 * @returns a line for each thing that is wrong
 */
export async function outsideFaults(
  db: Pool,
  sandboxUrl: string,
  phoneOf: ReadonlyMap<string, string>,
): Promise<string[]> {
  const faults: string[] = [];
  const [sms, voice, bank, carrier] = await Promise.all(
    (['sms', 'voice', 'bank', 'carrier'] as const).map((channel) => inbox(sandboxUrl, channel)),
  );
  for (const { phone, least, most } of await expectedMessages(db, phoneOf)) {
    const arrived = counted(sms!).get(digits(phone)) ?? 0;
    if (arrived < least) faults.push(`an SMS that is told as sent never arrived (${arrived} of ${least})`);
    if (arrived > most) faults.push(`SMS sent twice (${arrived} instead of ${most})`);
  }
  const known = new Set([...phoneOf.values()].map(digits));
  for (const one of [...sms!, ...voice!])
    if (!known.has(digits(one.to))) faults.push('a message or call to somebody no alert was about');

  // An order is one row of the outbox, and its key is a call's once.
  const { rows: calls } = await db.query<{ id: string; state: string }>(
    `SELECT r.id, r.state FROM robot_call r JOIN outbox o ON o.key = r.outbox_key WHERE o.kind = 'outreach.robot_call'`,
  );
  const rung = new Map<string, number>();
  for (const { callId } of voice!) rung.set(callId!, (rung.get(callId!) ?? 0) + 1);
  for (const { id, state } of calls) {
    const times = rung.get(id) ?? 0;
    if (times > 1) faults.push(`one robot call rang ${times} times`);
    if (times === 0 && ['placed', 'ended'].includes(state)) faults.push('a robot call that never rang');
    rung.delete(id);
  }
  if (rung.size > 0) faults.push(`${rung.size} robot calls that nobody ordered`);
  const { rows: approved } = await db.query<{ id: string }>(
    `SELECT id FROM countermeasure WHERE decided_by IS NOT NULL AND sent_at IS NOT NULL`,
  );
  const due = new Set(approved.map(({ id }) => id));
  for (const { orderId } of [...bank!, ...carrier!])
    if (!due.delete(orderId!))
      faults.push('an order to an institution that nobody approved, or a second one');
  return faults;
}

async function expectedMessages(db: Pool, phoneOf: ReadonlyMap<string, string>): Promise<Expected[]> {
  const { rows } = await db.query<{ case_id: string; least: number; most: number }>(
    `SELECT c.id AS case_id, count(o.id) FILTER (WHERE o.state = 'done')::int AS least,
            count(o.id) FILTER (WHERE o.state IN ('done', 'unknown', 'sending'))::int AS most
       FROM desk_case c LEFT JOIN outbox o ON o.case_id = c.id AND o.kind = 'outreach.sms' GROUP BY c.id`,
  );
  // A person whose case ended may have another one.
  const byPhone = new Map<string, Expected>();
  for (const { case_id, least, most } of rows) {
    const phone = phoneOf.get(case_id);
    if (phone === undefined) continue;
    const sum = byPhone.get(phone) ?? { phone, least: 0, most: 0 };
    byPhone.set(phone, { phone, least: sum.least + least, most: sum.most + most });
  }
  return [...byPhone.values()];
}
