/** What somebody typed into the one search field, told by its shape. */
export type LookupKind = 'phone' | 'no' | 'code' | 'idNumber' | 'last4' | 'name';

export interface Lookup {
  kind: LookupKind;
  /** Without the spaces and dashes that people type for reading. */
  value: string;
}

const wide = (text: string): string =>
  text.replace(/[０-９－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

/**
 * A case number is `20260630-0042`; a verification code six digits; an identity number 17 digits and a digit or X; a
 * phone 7 digits or more, with + or not; four characters that end an identity number are `last4`; the rest is a name.
 */
export function lookupOf(typed: string): Lookup | null {
  const text = wide(typed).trim();
  if (text === '') return null;
  if (/^\d{8}-\d{1,6}$/.test(text)) return { kind: 'no', value: text };
  const dense = text.replace(/[\s\-().]/g, '');
  if (/^\d{17}[\dXx]$/.test(dense)) return { kind: 'idNumber', value: dense.toUpperCase() };
  if (/^\d{6}$/.test(dense)) return { kind: 'code', value: dense };
  if (/^\d{3}[\dXx]$/.test(dense)) return { kind: 'last4', value: dense.toUpperCase() };
  if (/^\+?\d{7,15}$/.test(dense)) return { kind: 'phone', value: dense };
  return { kind: 'name', value: text };
}

/** Kinds that find the case of a caller at once, and record the call as an inbound attempt. */
export const isInbound = (kind: LookupKind): kind is 'phone' | 'no' | 'code' =>
  kind === 'phone' || kind === 'no' || kind === 'code';
