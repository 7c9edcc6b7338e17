import type { FieldError, Problem } from '#contracts';

/** `/gate/identityFacts/0`, `gate.identityFacts[0]` and `gate.identityFacts` all name the same input. */
export const fieldName = (path: string): string =>
  path
    .replace(/^\/|^#\//, '')
    .replace(/\[(\d+)\]/g, '.$1')
    .replaceAll('/', '.')
    .replace(/\.\d+$/, '');

/** Message of an error in the reader's language. */
export const messageOf = (error: FieldError, language: string): string =>
  language.startsWith('zh') ? (error.messageZh ?? error.message) : error.message;

/** The first message for each input a problem names; `prefix` cuts a path the form does not know about. */
export function fieldErrors(
  problem: Problem | null | undefined,
  language: string,
  prefix = '',
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const error of problem?.errors ?? []) {
    const name = fieldName(error.field);
    const short = prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
    found[short] ??= messageOf(error, language);
  }
  return found;
}
