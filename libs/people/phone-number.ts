import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/core';
// The full metadata: only they tell a mobile from a landline.
import metadata from 'libphonenumber-js/metadata.max';

export type PhoneKind = 'mobile' | 'landline' | 'other';

export interface PhoneCheck {
  /** The number in E.164 where one can be made of it, valid or not. */
  e164: string | null;
  /** Whether a numbering plan knows it, so that it can be called. */
  valid: boolean;
  kind: PhoneKind | null;
}

const NO_PHONE: PhoneCheck = { e164: null, valid: false, kind: null };
/** E.164: a plus, the country code, at most 15 digits in all (ITU-T E.164 section 6). */
export const E164 = /^\+[1-9]\d{4,14}$/;

/**
 * Brings a phone as people write it to E.164: full-width digits, spaces and dashes, `0086`, a landline with its
 * area code. What a spreadsheet did to it (`.0`, an exponent) is the importer's to undo.
 * @param country whose plan applies to a number without a country code
 */
export function normalisePhone(raw: string, country: CountryCode = 'CN'): PhoneCheck {
  const parsed = parsePhoneNumber(raw.normalize('NFKC'), country, metadata);
  if (!parsed || parsed.ext || !E164.test(parsed.number)) return NO_PHONE;
  const type = parsed.getType();
  // What has a type is valid: asking for that too would look through all the plan's patterns again.
  const valid = type !== undefined || parsed.isValid();
  if (!valid) return { e164: parsed.number, valid, kind: null };
  if (type === 'MOBILE') return { e164: parsed.number, valid, kind: 'mobile' };
  if (type === 'FIXED_LINE') return { e164: parsed.number, valid, kind: 'landline' };
  // In the plans of +1 and others nobody can tell the two apart; it can be sent an SMS, so it counts as a mobile.
  return { e164: parsed.number, valid, kind: type === 'FIXED_LINE_OR_MOBILE' ? 'mobile' : 'other' };
}
