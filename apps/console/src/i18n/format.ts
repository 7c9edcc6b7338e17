/** Numbers, money and times as a duty officer reads them; the desk's zone is Asia/Shanghai (domain.md section 7). */
export const DESK_ZONE = 'Asia/Shanghai';
const locale = (language: string): string => (language.startsWith('zh') ? 'zh-CN' : 'en-GB');

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}|${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale(language), {
    timeZone: DESK_ZONE,
    hourCycle: 'h23',
    ...options,
  });
  cache.set(key, made);
  return made;
}

/** Fen as whole yuan with thousands separators, `¥12,300`. */
export const money = (fen: number): string =>
  `¥${new Intl.NumberFormat('en-US', { maximumFractionDigits: fen % 100 === 0 ? 0 : 2 }).format(fen / 100)}`;

export const count = (n: number): string => new Intl.NumberFormat('en-US').format(n);

/** `14:05:09` */
export const clockTime = (at: string | number, language: string): string =>
  formatter(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

/** `14:05` */
export const shortTime = (at: string | number, language: string): string =>
  formatter(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** `6月30日 14:05` */
export const dayTime = (at: string | number, language: string): string =>
  formatter(language, {
    month: language.startsWith('zh') ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));

/** Local day of an instant as `2026-06-30`. */
export const deskDate = (at: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: DESK_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(at));

/** The value of a datetime-local input, in the desk's zone: `2026-06-30T14:05`. */
export const toWall = (at: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: DESK_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(new Date(at))
    .replace(' ', 'T');

/** Back from such an input to RFC 3339; China keeps +08:00 all year. Empty for what is no time. */
export const fromWall = (wall: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) ? `${wall}:00+08:00` : '';

/** Today's times short, other days with the date. */
export const near = (at: string, now: number, language: string): string =>
  deskDate(Date.parse(at)) === deskDate(now) ? clockTime(at, language) : dayTime(at, language);
