import { readAmountFen, readFraudType, readSignals, readTier, readTime } from './cell-values.js';
import type { Columns, FileField } from './file-columns.js';
import type { Flaw } from './reasons.js';
import type { Received } from './intake.js';

const SEVERAL = /[,;、,;|\n]+/;
const LINK = /^(https?:\/\/|www\.)|\.[a-z]{2,}(\/|$)/i;

/** A row of a file as an alert of the API; what cannot be read stays as it is, for the examiner to name. */
export function alertOfRow(cells: readonly string[], columns: Columns): Pick<Received, 'raw' | 'flaws'> {
  const cell = (field: FileField): string | undefined => {
    const index = columns.at[field];
    const text = index === undefined ? '' : plainCell(cells[index] ?? '');
    return text === '' ? undefined : text;
  };
  const list = (field: FileField): string[] =>
    (cell(field) ?? '')
      .split(SEVERAL)
      .map((part) => part.trim())
      .filter(Boolean);
  const flaws: Flaw[] = [];
  const amount = cell('amount');
  const amountFen = amount === undefined ? undefined : readAmountFen(amount, columns.yuan);
  if (amountFen === null) flaws.push({ field: 'amountFen', code: 'unreadable_amount' });
  const links = list('suspectLinks');
  const suspect = defined({
    phones: filled(list('suspectPhones')),
    accounts: filled(list('suspectAccounts')),
    urls: filled(links.filter((link) => LINK.test(link))),
    apps: filled(links.filter((link) => !LINK.test(link))),
  });
  const raw = defined({
    sourceRef: cell('sourceRef'),
    raisedAt: read(cell('raisedAt'), readTime),
    tier: read(cell('tier'), readTier),
    fraudType: read(cell('fraudType'), readFraudType),
    person: defined({
      name: cell('name'),
      phone: cell('phone'),
      idNumber: cell('idNumber'),
      address: cell('address'),
      station: cell('station'),
    }),
    signals: read(cell('signals'), readSignals),
    suspect: Object.keys(suspect).length > 0 ? suspect : undefined,
    // As written when it could not be read: a corrected file is then a revision and no duplicate.
    amountFen: amountFen ?? amount,
    description: cell('description'),
  });
  if (cells.slice(columns.width).some((extra) => extra.trim() !== ''))
    flaws.push({ field: '', code: 'row_width' });
  return { raw, flaws };
}

/** A cell as meant: `="0139…"` is how Excel is told to leave digits alone; null words are nothing. */
function plainCell(cell: string): string {
  const text = cell
    .replace(/^\s*="(.*)"\s*$/s, '$1')
    .replace(/^['‘’\t]+/, '')
    .trim();
  return /^(null|n\/a|none|-+|—+|\/|无|空|暂无|未知|不详)$/i.test(text) ? '' : text;
}

const filled = (entries: string[]): string[] | undefined => (entries.length > 0 ? entries : undefined);
const read = <T>(cell: string | undefined, how: (cell: string) => T): T | undefined =>
  cell === undefined ? undefined : how(cell);

function defined<T extends Record<string, unknown>>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>;
}
