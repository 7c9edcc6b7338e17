import { MOST_VARIANTS } from './playbook-index.js';
import { EDGE_ALARMS, RUNG_TURNS, SKIP_CONDITIONS } from './playbook.js';
import {
  ATTEMPT_KINDS,
  COUNTERMEASURE_KINDS,
  COUNTERMEASURE_TARGETS,
  FRAUD_TYPES,
  NEEDS,
  OUTCOMES,
  PERSON_FLAGS,
  RAISE_CAUSES,
  RUNG_KINDS,
  TIERS,
} from './vocabulary.js';

const ANCHORS = ['received', 'tier_raised', 'outcome', 'persuaded'] as const;
const YEAR_S = 366 * 86_400;

type Schema = Record<string, unknown>;
const oneOf = (keys: readonly string[], description?: string): Schema => ({
  type: 'string',
  enum: keys,
  ...(description === undefined ? {} : { description }),
});
const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const setOf = (keys: readonly string[]): Schema => listOf(oneOf(keys), { uniqueItems: true });
const seconds = (maximum = YEAR_S, minimum = 0): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  description: 'seconds',
});
const count = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const flag: Schema = { type: 'boolean' };
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** An object with these fields and no other; those named in `optional` may be left out. */
const object = (properties: Record<string, Schema>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const each = (keys: readonly string[], schema: Schema): Schema =>
  object(Object.fromEntries(keys.map((key) => [key, schema])));
const some = (keys: readonly string[], schema: Schema): Schema =>
  object(Object.fromEntries(keys.map((key) => [key, schema])), keys);
const edge = (what: string, properties: Record<string, Schema>, optional: readonly string[] = []): Schema =>
  object({ do: { const: what }, ...properties }, optional);

const rungId: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]{0,39}$',
  description: 'id of a rung: small letters, digits, _',
};
const rungIds = listOf(rungId, { minItems: 1, uniqueItems: true });
const edges = listOf(ref('edge'));

/** What may differ in a variant; id, kind and by are the rung's own. */
const RUNG_FIELDS: Record<string, Schema> = {
  start: ref('offset'),
  due: { anyOf: [ref('offset'), { type: 'null' }], description: 'null: no deadline of its own' },
  attempts: object({
    max: count(1, 20),
    spacingS: seconds(),
    callerIds: count(0, 2),
    windowS: seconds(),
  }),
  skipWhen: setOf(SKIP_CONDITIONS),
  catchUp: oneOf(['fire', 'skip', 'compress']),
  runsInQuietHours: flag,
  agreement: oneOf(['supervisor']),
  onlyTypes: { ...setOf(FRAUD_TYPES), minItems: 1 },
  recurring: flag,
  mostCycles: {
    ...count(1, 1000),
    description: 'edges start it anew until it has run so often in all',
  },
  needs: setOf(NEEDS),
  promised: flag,
  template: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' },
  on: some(RUNG_TURNS, edges),
  outcomes: some(OUTCOMES, ref('answer')),
};
const OPTIONAL = Object.keys(RUNG_FIELDS).filter((name) => !['start', 'due', 'catchUp'].includes(name));

/**
 * JSON Schema (draft 2020-12) of a playbook: its shape. What the shape cannot say (dead ends, cycles, limits of the law)
 * is `playbookFindings`.
 */
export const PLAYBOOK_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:holdline:playbook',
  title: 'Holdline playbook',
  ...object({
    id: { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,39}$' },
    version: count(1, 1_000_000),
    tiers: each(TIERS, ref('ladder')),
    outcomes: each(OUTCOMES, ref('outcome')),
    quietHours: object({
      utcOffsetS: { type: 'integer', minimum: -50_400, maximum: 50_400, description: 'seconds' },
      fromS: seconds(86_399),
      untilS: seconds(86_399),
      spreadS: seconds(4 * 3600),
      leastClockS: seconds(24 * 3600),
    }),
    effectTimeoutS: each(['sms', 'robot_call', 'visit', 'relative'], seconds(86_400, 1)),
    robotOutcomeWithinS: seconds(86_400, 1),
    catchUpGraceS: seconds(86_400),
    confirmationS: seconds(86_400, 60),
    recheckS: seconds(7 * 86_400, 3600),
    hiddenFromRelatives: setOf(FRAUD_TYPES),
  }),
  $defs: {
    offset: object({ anchor: oneOf(ANCHORS), afterS: seconds() }),
    ladder: object(
      {
        alarmsAt: listOf(count(1, 100), { uniqueItems: true }),
        quiet: flag,
        staleS: seconds(YEAR_S, 60),
        onStale: oneOf(['reverify', 'expire']),
        visitAfterPhone: flag,
        heldCallAfterS: seconds(7 * 86_400),
        rungs: listOf(ref('rung'), { minItems: 1, maxItems: 60 }),
        variants: listOf(ref('variant'), { maxItems: MOST_VARIANTS }),
      },
      ['variants'],
    ),
    rung: object(
      {
        id: rungId,
        kind: oneOf(RUNG_KINDS),
        by: oneOf(['officer', 'system', 'station', 'relative']),
        ...RUNG_FIELDS,
      },
      OPTIONAL,
    ),
    variant: object(
      {
        types: { ...setOf(FRAUD_TYPES), minItems: 1 },
        flags: { ...setOf(PERSON_FLAGS), minItems: 1 },
        rungs: {
          type: 'object',
          propertyNames: rungId,
          additionalProperties: object(RUNG_FIELDS, Object.keys(RUNG_FIELDS)),
        },
      },
      ['types', 'flags'],
    ),
    edge: {
      type: 'object',
      required: ['do'],
      discriminator: { propertyName: 'do' },
      oneOf: [
        edge('start', { rungs: rungIds, orElse: rungIds }, ['orElse']),
        edge('raise', { cause: oneOf(RAISE_CAUSES), twiceApartS: seconds(), atLeast: oneOf(TIERS) }, [
          'twiceApartS',
          'atLeast',
        ]),
        edge('alarm', { code: oneOf(EDGE_ALARMS) }),
        edge('draft', {
          countermeasure: oneOf(COUNTERMEASURE_KINDS),
          target: oneOf(COUNTERMEASURE_TARGETS),
        }),
        edge('cancel', { rungs: rungIds }),
        edge('settle', { rungs: rungIds }),
        edge('leave_to', { rungs: rungIds }),
        edge('exhaust', {}),
        edge('close', { outcome: oneOf(OUTCOMES) }),
      ],
    },
    answer: object({ rung: oneOf(['done', 'retry', 'failed']), edges }),
    outcome: object(
      {
        zh: { type: 'string', minLength: 1, maxLength: 40 },
        ends: oneOf(['yes', 'watch', 'no']),
        secondReviewer: setOf(TIERS),
        kinds: { ...setOf(ATTEMPT_KINDS), minItems: 1 },
        tiers: { ...setOf(TIERS), minItems: 1 },
        notYet: { type: 'string' },
        reached: flag,
        rung: oneOf(['done', 'retry', 'failed']),
        edges,
        inWatch: oneOf(['clean', 'retry', 'relapse', 'paid', 'same']),
        byKind: some(ATTEMPT_KINDS, ref('answer')),
      },
      ['secondReviewer', 'tiers', 'notYet', 'byKind'],
    ),
  },
};
