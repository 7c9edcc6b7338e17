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
  // The desk goes on meanwhile: what certainly arrived is read before the inboxes, what may have arrived after them.
  const told = await messagesOf(db, phoneOf, ['done']);
  const rang = await callsOf(db, ['placed', 'ended']);
  const [sms, voice, bank, carrier] = await Promise.all(
    (['sms', 'voice', 'bank', 'carrier'] as const).map((channel) => inbox(sandboxUrl, channel)),
  );
  const possible = await messagesOf(db, phoneOf, ['done', 'unknown', 'sending']);
  const ordered = new Set(await callsOf(db));

  const arrived = counted(sms!);
  for (const phone of new Set(phoneOf.values())) {
    const [least, most] = [told.get(phone) ?? 0, possible.get(phone) ?? 0];
    const there = arrived.get(digits(phone)) ?? 0;
    if (there < least) faults.push(`an SMS that is told as sent never arrived (${there} of ${least})`);
    if (there > most) faults.push(`SMS sent twice (${there} instead of ${most})`);
  }
  const known = new Set([...phoneOf.values()].map(digits));
  for (const one of [...sms!, ...voice!])
    if (!known.has(digits(one.to))) faults.push('a message or call to somebody no alert was about');

  const rung = new Map<string, number>();
  for (const { callId } of voice!) rung.set(callId!, (rung.get(callId!) ?? 0) + 1);
  for (const id of rang) if (!rung.has(id)) faults.push('a robot call that never rang');
  for (const [id, times] of rung) {
    if (times > 1) faults.push(`one robot call rang ${times} times`);
    if (!ordered.has(id)) faults.push('a robot call that nobody ordered');
  }

  const { rows: approved } = await db.query<{ id: string }>(
    `SELECT id FROM countermeasure WHERE decided_by IS NOT NULL AND sent_at IS NOT NULL`,
  );
  const due = new Set(approved.map(({ id }) => id));
  for (const { orderId } of [...bank!, ...carrier!])
    if (!due.delete(orderId!))
      faults.push('an order to an institution that nobody approved, or a second one');
  return faults;
}

/** How many messages each number has in these states of the outbox; a person whose case ended may have another one. */
async function messagesOf(
  db: Pool,
  phoneOf: ReadonlyMap<string, string>,
  states: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ case_id: string; count: number }>(
    `SELECT case_id, count(*)::int AS count FROM outbox
      WHERE kind = 'outreach.sms' AND state = ANY ($1) AND case_id IS NOT NULL GROUP BY case_id`,
    [states],
  );
  const byPhone = new Map<string, number>();
  for (const { case_id, count } of rows) {
    const phone = phoneOf.get(case_id);
    if (phone !== undefined) byPhone.set(phone, (byPhone.get(phone) ?? 0) + count);
  }
  return byPhone;
}

/** The robot calls of the outbox, of these states or of any; an order is one row of it, and its key is a call's once. */
async function callsOf(db: Pool, states: readonly string[] | null = null): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT r.id FROM robot_call r JOIN outbox o ON o.key = r.outbox_key
      WHERE o.kind = 'outreach.robot_call' AND ($1::text[] IS NULL OR r.state = ANY ($1))`,
    [states],
  );
  return rows.map(({ id }) => id);
}
