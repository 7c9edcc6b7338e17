const LOCAL_DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

let last = { at: Number.NaN, day: '' };

/** The desk's local day (Asia/Shanghai) of an instant, `YYYY-MM-DD`. A page of persons asks for one instant only. */
export function localDay(nowMs: number): string {
  if (last.at !== nowMs) last = { at: nowMs, day: LOCAL_DAY.format(nowMs) };
  return last.day;
}

/** Full years lived on a local day; both `YYYY-MM-DD`. Somebody born on 29 February has a birthday on 1 March. */
export function ageOn(today: string, birthDate: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** From this age on somebody counts as vulnerable (domain.md section 2). */
export const AGED = 70;
/** Under this age somebody is a minor (Civil Code Art 17). */
export const ADULT = 18;
