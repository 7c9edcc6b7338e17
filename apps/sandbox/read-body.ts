import { DeskError } from '#platform';

/** Reads the fields of a JSON body; each failure names its field. */
export class Body {
  private readonly values: Record<string, unknown>;

  /** @throws DeskError malformed when the body is no object */
  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new DeskError('malformed', 'a JSON object is expected');
    }
    this.values = body as Record<string, unknown>;
  }

  /** @throws DeskError invalid unless a string of 1 to `max` characters */
  text(field: string, max = 500): string {
    const value = this.values[field];
    if (typeof value !== 'string' || value.trim() === '' || value.length > max) {
      throw invalid(field, `a text of 1 to ${max} characters`);
    }
    return value;
  }

  optionalText(field: string, max = 500): string | undefined {
    return this.values[field] === undefined ? undefined : this.text(field, max);
  }

  /** E.164 */
  phone(field: string): string {
    const value = this.text(field, 17);
    if (!/^\+?\d{3,15}$/.test(value)) throw invalid(field, 'a phone number, E.164');
    return value;
  }

  /** RFC 3339 with offset */
  time(field: string): Date {
    const value = this.text(field, 40);
    const at = new Date(value);
    if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/i.test(value) || Number.isNaN(at.getTime())) {
      throw invalid(field, 'a time, RFC 3339 with offset');
    }
    return at;
  }

  url(field: string): string {
    const value = this.text(field, 2000);
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
      throw invalid(field, 'an http address');
    return value;
  }

  optionalNumber(field: string, min: number, max: number): number | undefined {
    const value = this.values[field];
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw invalid(field, `from ${min} to ${max}`);
    return value;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const found = allowed.find((one) => one === this.values[field]);
    if (found === undefined) throw invalid(field, `one of ${allowed.join(', ')}`);
    return found;
  }

  /** Keys of a telephone, as a list or as one text ("129"); none when absent. */
  keys(field: string): string[] {
    const value = this.values[field] ?? [];
    const keys: unknown[] | null =
      typeof value === 'string' ? [...value] : Array.isArray(value) ? value : null;
    if (!keys?.every((key): key is string => typeof key === 'string' && /^[0-9*#]$/.test(key))) {
      throw invalid(field, 'telephone keys 0-9 * #');
    }
    return keys;
  }
}

export function invalid(field: string, message: string): DeskError {
  return new DeskError('invalid', `${field}: ${message}`, [{ field, code: 'invalid', message }]);
}
