/** China has kept one offset and no summer time since 1991. */
const OFFSET_MS = 8 * 3_600_000;

/** RFC 3339 with `+08:00`, to the second: how sources in China write a time (design.md section 5). */
export function shanghaiTime(at: Date): string {
  return `${new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Parts of the local date and time, as numbers. Month 1 to 12, weekday 0 (Sunday) to 6. */
export function shanghaiParts(at: Date): {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
} {
  const local = new Date(at.getTime() + OFFSET_MS);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
  };
}
