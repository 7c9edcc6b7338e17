/** Columns of a terminal: what the line is about, then three figures. */
const WIDTHS = [46, 16, 16, 16] as const;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** Cells of a terminal that a text takes: Chinese characters and their punctuation take two. */
const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** One line: the first column to the left, the others to the right. */
export function columns(texts: readonly string[]): string {
  return texts
    .map((text, at) => {
      const room = ' '.repeat(Math.max(1, (WIDTHS[at] ?? 0) - widthOf(text)));
      return at === 0 ? text + room : room + text;
    })
    .join('');
}

const NONE = '—';
const grouped = (value: number, digits = 0): string => {
  const [whole, part] = Math.abs(value).toFixed(digits).split('.');
  // Not toLocaleString: what it writes depends on the machine's language data.
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '-' : '';
  return `${sign}${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}${part === undefined ? '' : `.${part}`}`;
};

/** Seconds as a person says them. */
function time(seconds: number): string {
  const length = Math.abs(seconds);
  if (length < 120) return `${grouped(seconds)} s`;
  if (length < 7200) return `${grouped(seconds / 60, 1)} min`;
  return `${grouped(seconds / 3600, 1)} h`;
}

/** How a figure is written. time: seconds. money: fen, shown in 10,000 yuan. share: with one decimal. */
export type Shown = 'count' | 'share' | 'time' | 'money';
type Show = (value: number | null) => string;

const unlessNone =
  (show: (value: number) => string): Show =>
  (value) =>
    value === null ? NONE : show(value);

export const SHOWN: Readonly<Record<Shown, Show>> = {
  count: unlessNone((value) => grouped(value)),
  share: unlessNone((value) => grouped(value, 1)),
  time: unlessNone(time),
  money: unlessNone((value) => grouped(value / 1_000_000, 1)),
};

/** The difference with its sign; `=` when there is none. */
export function changeOf(before: number | null, after: number | null, show: Show): string {
  if (before === null || after === null) return before === after ? '=' : '';
  if (before === after) return '=';
  return `${after > before ? '+' : ''}${show(after - before)}`;
}
