import { shanghaiParts } from './local-time.js';
import type { Rng } from './rng.js';

/** Spellings that offices and Excel give to good values (domain.md section 9); each can be read without a loss. */

const two = (value: number): string => String(value).padStart(2, '0');

/** @param phone E.164, Chinese */
export function mangledPhone(rng: Rng, phone: string): string {
  const national = phone.slice(3);
  const groups = `${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`;
  return rng.pick([
    `${national}.0`,
    `${national[0]}.${national.slice(1)}E+10`,
    ` ${groups} `,
    `+86-${groups.replaceAll(' ', '-')}`,
    `0086${national}`,
    `86${national}`,
    [...national].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  ]);
}

export function mangledTime(rng: Rng, at: Date): string {
  const { year, month, day, hour, minute, second } = shanghaiParts(at);
  return rng.pick([
    `${year}/${month}/${day} ${hour}:${two(minute)}`,
    `${year}年${month}月${day}日 ${hour}时${minute}分`,
    `${year}.${two(month)}.${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`,
    `${year}${two(month)}${two(day)}${two(hour)}${two(minute)}${two(second)}`,
    excelSerial(at).toFixed(6),
  ]);
}

/** Days since 1899-12-30 in local time, as Excel's 1900 date system counts them. */
export function excelSerial(at: Date): number {
  return (at.getTime() + 8 * 3_600_000) / 86_400_000 + 25_569;
}

/** @param fen a whole number of hundred yuan */
export function mangledAmount(rng: Rng, fen: number): string {
  const yuan = fen / 100;
  return rng.pick([
    `${yuan / 10_000}万`,
    `${yuan / 10_000}万元`,
    yuan.toLocaleString('en-US'),
    `¥${yuan.toLocaleString('en-US')}.00`,
    `${yuan}元`,
    `${yuan}.00`,
  ]);
}

export function mangledIdNumber(rng: Rng, idNumber: string): string {
  return rng.pick([idNumber.toLowerCase(), ` ${idNumber}`, `'${idNumber}`]);
}

/**
 * What Excel makes of 18 digits in a number cell: 15 of them and three zeros. With the sequence 000 only the check
 * character is lost; where that was 0 anyway, another one takes its place.
 */
export function cutIdNumber(idNumber: string): string {
  const cut = `${idNumber.slice(0, 15)}000`;
  return cut === idNumber ? wrongIdNumber(idNumber) : cut;
}

/** The same digits with a check character that is wrong. */
export function wrongIdNumber(idNumber: string): string {
  return `${idNumber.slice(0, 17)}${idNumber.endsWith('1') ? '2' : '1'}`;
}
