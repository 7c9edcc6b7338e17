/** JSON schemas of every DTO class, from its class-validator rules: what the validation pipe refuses, the schema refuses. */
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { describe } from './type-schemas.mjs';

/** Times are RFC 3339 with offset, unless a pattern says that a day is meant. */
const DAY = '^\\d{4}-\\d{2}-\\d{2}$';
const CONVERTERS = { isIso8601: { type: 'string', format: 'date-time' } };

/** @param comments by class: its own, and its properties'. */
export function inputSchemas(comments) {
  const schemas = validationMetadatasToSchemas({
    classValidatorMetadataStorage: getMetadataStorage(),
    classTransformerMetadataStorage: defaultMetadataStorage,
    additionalConverters: CONVERTERS,
    refPointerPrefix: '#/components/schemas/',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { own, properties = {} } = comments[name] ?? {};
      const described = Object.entries(schema.properties ?? {}).map(([property, of]) => [
        property,
        describe(of.pattern === DAY ? { ...of, format: 'date' } : of, properties[property]),
      ]);
      return [name, describe({ ...schema, properties: Object.fromEntries(described) }, own)];
    }),
  );
}
