/** The rows that a desk made of alerts, as the statements that write the very same ones in bare SQL. */

/** Columns that can be written, by table; generated ones write themselves. */
async function columnsOf(desk, table) {
  const rows = await desk.rows(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Rows of a table, each column as text, so that it is written back as it was read whatever its type. */
async function read(desk, table, where, params) {
  const columns = await columnsOf(desk, table);
  const list = columns.map((name) => `t."${name}"::text`).join(', ');
  const rows = await desk.rows(`SELECT ${list} FROM ${table} t WHERE ${where}`, params);
  return rows.map((row) => ({ table, columns, row }));
}

/** One INSERT of rows of the same table. */
function insert(rows) {
  const [{ table, columns }] = rows;
  const names = columns.map((name) => `"${name}"`).join();
  const places = rows.map((_, r) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`).join()})`);
  return {
    text: `INSERT INTO ${table} (${names}) VALUES ${places.join()}`,
    values: rows.flatMap(({ row }) => columns.map((name) => row[name])),
  };
}

const OF_SEED = `source_ref LIKE $1`;
const pattern = (seed) => `${seed}-0%`;

/** The alerts of `seed` and their outbox rows as they wait to be placed. */
export async function waitingRows(desk, seed) {
  const alerts = await read(desk, 'alert', OF_SEED, [pattern(seed)]);
  const outbox = await read(
    desk,
    'outbox',
    `t.payload->>'alertId' IN (SELECT id::text FROM alert WHERE ${OF_SEED})`,
    [pattern(seed)],
  );
  return [...alerts, ...outbox].map((row) => insert([row]));
}

/** For each alert of `seed` the statements of its placing: the rows it made, and those it changed. */
export async function placedRows(desk, seed) {
  const placed = `SELECT case_id FROM alert WHERE ${OF_SEED}`;
  const persons = `SELECT person_id FROM alert WHERE ${OF_SEED}`;
  const params = [pattern(seed)];
  const [alerts, people, phones, cases, events, outbox] = await Promise.all([
    desk.rows(
      `SELECT id, case_id, person_id, placed_revision, placed_at FROM alert WHERE ${OF_SEED}`,
      params,
    ),
    read(desk, 'person', `t.id IN (${persons})`, params),
    read(desk, 'person_phone', `t.person_id IN (${persons})`, params),
    read(desk, 'desk_case', `t.id IN (${placed})`, params),
    read(desk, 'case_event', `t.case_id IN (${placed}) AND t.version = 1`, params),
    read(desk, 'outbox', `t.case_id IN (${placed})`, params),
  ]);
  const by = (rows, column) => {
    const groups = new Map();
    for (const one of rows) groups.set(one.row[column], [...(groups.get(one.row[column]) ?? []), one]);
    return groups;
  };
  const [person, phone, opened, told, effects] = [
    by(people, 'id'),
    by(phones, 'person_id'),
    by(cases, 'id'),
    by(events, 'case_id'),
    by(outbox, 'case_id'),
  ];
  return alerts.map((alert) => {
    const made = [person.get(alert.person_id), phone.get(alert.person_id), opened.get(alert.case_id)];
    const followed = [told.get(alert.case_id), effects.get(alert.case_id)];
    return [
      ...[...made, ...followed].filter((rows) => rows !== undefined).map(insert),
      {
        text: `UPDATE alert SET case_id = $2, person_id = $3, placed_revision = $4, placed_at = $5 WHERE id = $1`,
        values: [alert.id, alert.case_id, alert.person_id, alert.placed_revision, alert.placed_at],
      },
      {
        text: `UPDATE outbox SET state = 'done', tries = 1, relayed_no = 0, settled_at = $2 WHERE key = $1`,
        values: [`place:${alert.id}:1`, alert.placed_at],
      },
    ];
  });
}
