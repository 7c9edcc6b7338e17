import type { AlertInput } from '#contracts';
import { FRAUD_TYPES, type FraudType } from '#escalation';

/** The fields of a quarantined alert that a supervisor may put right, as text. */
export interface Correction {
  name: string;
  phone: string;
  idNumber: string;
  address: string;
  station: string;
  fraudType: FraudType;
  amountYuan: string;
  description: string;
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** What was received, whatever its shape, laid into the form. */
export function correctionOf(received: unknown): Correction {
  const alert = record(received);
  const person = record(alert['person']);
  const amount = alert['amountFen'];
  const type = FRAUD_TYPES.find((key) => key === alert['fraudType']) ?? 'other';
  return {
    name: text(person['name']),
    phone: text(person['phone']),
    idNumber: text(person['idNumber']),
    address: text(person['address']),
    station: text(person['station']),
    fraudType: type,
    amountYuan: typeof amount === 'number' ? String(amount / 100) : '',
    description: text(alert['description']),
  };
}

/** The corrected alert: what was received, with the form's fields in its place; emptied fields are left out. */
export function corrected(
  received: unknown,
  form: Correction,
): Partial<AlertInput> & Record<string, unknown> {
  const alert = record(received);
  const person = { ...record(alert['person']) };
  for (const key of ['name', 'phone', 'idNumber', 'address', 'station'] as const) {
    const value = form[key].trim();
    if (value === '') delete person[key];
    else person[key] = value;
  }
  const yuan = Number(form.amountYuan.replaceAll(',', ''));
  const { amountFen: _old, description: _text, ...rest } = alert;
  return {
    ...rest,
    fraudType: form.fraudType,
    person,
    ...(form.amountYuan.trim() === '' || !Number.isFinite(yuan) ? {} : { amountFen: Math.round(yuan * 100) }),
    ...(form.description.trim() === '' ? {} : { description: form.description.trim() }),
  };
}
