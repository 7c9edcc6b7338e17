import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parseDocument, stringify } from 'yaml';
import type { FieldError, PlaybookVerdict } from '#contracts';
import { PLAYBOOK_SCHEMA, playbookFindings, type Playbook } from '#escalation';
import { DeskError } from '#platform';

/** Characters of a playbook's text; the built-in one has some 25,000. */
export const LONGEST_PLAYBOOK = 1_000_000;
/** More than a person reads at once. */
const MOST_ERRORS = 50;

const ajv = new Ajv2020({ allErrors: true, discriminator: true, strict: false, verbose: true });
const matches = ajv.compile<Playbook>(PLAYBOOK_SCHEMA);

/**
 * Reads a playbook, YAML or JSON (which is YAML).
 *
 * @throws DeskError malformed (line and column named), or invalid: each field that has not the shape of the schema.
 */
export function readPlaybook(text: string): Playbook {
  if (text.length > LONGEST_PLAYBOOK)
    throw new DeskError('too_large', 'a playbook has a million characters at most');
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  const errors = document.errors.map((error): FieldError => {
    const at = error.linePos?.[0];
    const where = at ? `line ${at.line}, column ${at.col}` : 'text';
    return {
      field: where,
      code: 'malformed',
      message: error.message.split('\n')[0]!,
      messageZh: at ? `第 ${at.line} 行第 ${at.col} 列不是有效的 YAML` : '不是有效的 YAML',
    };
  });
  if (errors.length > 0)
    throw new DeskError('malformed', 'this is neither YAML nor JSON', errors.slice(0, MOST_ERRORS));
  // No aliases: a few lines of them can stand for gigabytes.
  const value = plainValue(document);
  if (matches(value)) return value;
  const faults = (matches.errors ?? []).filter((error) => !IMPLIED.includes(error.keyword));
  throw new DeskError(
    'invalid',
    'this is not a playbook',
    faults.slice(0, MOST_ERRORS).map((error) => schemaFault(error, value)),
  );
}

function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    throw new DeskError('malformed', 'aliases are not read', [
      {
        field: 'text',
        code: 'malformed',
        message: 'aliases (*name) are not read',
        messageZh: '不支持别名（*name）',
      },
    ]);
  }
}

/**
 * Reads a playbook and holds it against everything that must hold before it may be published.
 *
 * @throws DeskError malformed or invalid, with all that is wrong.
 */
export function readSoundPlaybook(text: string): Playbook {
  const playbook = readPlaybook(text);
  assertSound(playbook);
  return playbook;
}

/** @throws DeskError invalid, with each finding. */
export function assertSound(playbook: Playbook): void {
  const found = playbookFindings(playbook);
  if (found.length === 0) return;
  throw new DeskError(
    'invalid',
    'this playbook cannot be published',
    found.map(({ code, tier, rungs, message, messageZh }) => ({
      field:
        [...(tier === null ? [] : [`tiers.${tier}`]), ...rungs.slice(0, 1)].join('.rungs.') || 'playbook',
      code,
      message,
      messageZh,
    })),
  );
}

/** A playbook as a person reads and edits it. */
export const playbookYaml = (playbook: Playbook): string =>
  stringify(playbook, { lineWidth: 110, aliasDuplicateObjects: false });

/** What other errors say better. */
const IMPLIED = ['oneOf', 'anyOf', 'if'];

type Step = string | number;

/** `tiers.high.rungs[1](call).due`: the place, and the id of each rung on the way. */
function placeOf(instancePath: string, root: unknown): string {
  let at: unknown = root;
  let place = '';
  for (const raw of instancePath.split('/').slice(1)) {
    const key: Step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    at = (at as Record<string, unknown> | undefined)?.[key];
    if (/^\d+$/.test(key)) {
      const id = (at as { id?: unknown } | undefined)?.id;
      place += `[${key}]${typeof id === 'string' ? `(${id})` : ''}`;
    } else place += place === '' ? key : `.${key}`;
  }
  return place;
}

function schemaFault(error: ErrorObject, root: unknown): FieldError {
  const place = placeOf(error.instancePath, root);
  const params = error.params as Record<string, unknown>;
  const below = (name: unknown): string => (place === '' ? String(name) : `${place}.${String(name)}`);
  const fault = (field: string, message: string, messageZh: string): FieldError => ({
    field: field || 'playbook',
    code: error.keyword,
    message,
    messageZh,
  });
  switch (error.keyword) {
    case 'required':
      return fault(below(params.missingProperty), 'is missing', '缺少');
    case 'additionalProperties':
      return fault(below(params.additionalProperty), 'is not a field here', '此处没有这个字段');
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).join(', ');
      return fault(place, `must be one of ${allowed}`, `须为以下之一：${allowed}`);
    }
    case 'discriminator':
      return fault(below('do'), 'is not something that an edge does', '不是出口可做的事');
    case 'type':
      return fault(place, `must be ${String(params.type)}`, `类型须为 ${String(params.type)}`);
    case 'minimum':
    case 'maximum':
      return fault(
        place,
        `must be ${String(params.comparison)} ${String(params.limit)}`,
        `须 ${String(params.comparison)} ${String(params.limit)}`,
      );
    default:
      return fault(place, error.message ?? error.keyword, `不符合要求（${error.keyword}）`);
  }
}

/** Everything that keeps a text from being published, as an answer instead of an error. */
export function checkPlaybook(text: string): PlaybookVerdict {
  try {
    readSoundPlaybook(text);
    return { ok: true, errors: [] };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return { ok: false, errors: error.errors.map(({ messageZh = '', ...rest }) => ({ ...rest, messageZh })) };
  }
}
