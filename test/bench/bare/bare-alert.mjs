/**
 * What the limits of intake write: the row of an alert in the desk's own table, with all its columns and indexes, and
 * nothing else. What was posted stands where the desk keeps it sealed; there is no effect, and nothing was looked at.
 */
const COLUMNS = [
  'source_id',
  'source_ref',
  'content_hash',
  'status',
  'received_at',
  'raised_at',
  'payload_sealed',
];
const FACTS = ['tier', 'fraud_type', 'signals', 'amount_fen', 'suspect_index'];
const HASH = Buffer.alloc(32, 7);
const SIGNALS = ['repeated_contact'];

/** @param rows how many one statement writes, each from a reference and the JSON that was posted */
export function insertAlerts(rows) {
  const values = Array.from(
    { length: rows },
    (_, i) =>
      `('bench', $${2 * i + 3}, $1::bytea, 'accepted', now(), now(), $${2 * i + 4}, 2, 'other', $2::text[], 100, ARRAY[$1::bytea])`,
  );
  const text = `INSERT INTO alert (${[...COLUMNS, ...FACTS].join()}) VALUES ${values.join()} RETURNING id`;
  return (alerts) => ({
    name: `bare-${rows}`,
    text,
    values: [HASH, SIGNALS, ...alerts.flatMap(({ ref, json }) => [ref, Buffer.from(json)])],
  });
}
