import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ACTION_KEY, mayBePublic, PERMISSIONS, type ActionName } from '#identity';
import { allControllers, handlersOf, metadata, type Method } from '../../apps/api/guards/routes.testing.js';

interface Media {
  schema?: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  security?: Record<string, unknown>[];
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}

const document = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8'),
) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, ...operation })),
);

/** Kinds of a handler's arguments, as Nest numbers them. */
const BODY = '3';

/** Whether a schema says anything: it refers, lists, names a type that is more than "some object", or combines. */
function says(schema: Record<string, unknown> | undefined): boolean {
  if (!schema) return false;
  if (typeof schema['$ref'] === 'string')
    return says(document.components.schemas[schema['$ref'].split('/').pop()!]);
  if (schema['type'] === 'object') return 'properties' in schema || 'additionalProperties' in schema;
  if (schema['type'] === 'array') return says(schema['items'] as Record<string, unknown>);
  return 'type' in schema || 'enum' in schema || 'const' in schema || 'anyOf' in schema;
}

describe('docs/openapi.json', () => {
  let routes: { id: string; route: string; action: ActionName; body: boolean }[];
  beforeAll(async () => {
    routes = (await allControllers()).flatMap((controller: Method) =>
      handlersOf(controller).map(({ name, handler }) => {
        const [prefix, path] = [controller, handler].map(
          (of) => Reflect.getMetadata(PATH_METADATA, of) as string | { path?: string },
        );
        const base = typeof prefix === 'string' ? prefix : (prefix?.path ?? '');
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!.toLowerCase();
        const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as object | undefined;
        const whole = join(
          '/',
          /^(healthz|readyz|metrics)$/.test(path as string) ? '' : 'api/v1',
          base,
          path as string,
        );
        return {
          id: `${controller.name}_${name}`,
          route: `${method} ${whole.replace(/\/$/, '').replaceAll(/:(\w+)/g, '{$1}')}`,
          action: metadata<ActionName>(ACTION_KEY, handler, controller)!,
          body: Object.keys(args ?? {}).some((key) => key.startsWith(`${BODY}:`)),
        };
      }),
    );
  });
  const of = (id: string) => operations.find((operation) => operation.operationId === id);

  it('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('has every route of the api, and no other', () => {
    expect(operations.map((one) => one.route).sort()).toEqual(routes.map((one) => one.route).sort());
    expect(routes.length).toBeGreaterThan(50);
  });

  it('says of every route what it answers, and that it may answer with a problem', () => {
    const silent = operations.filter(({ responses }) => {
      const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const told = good.every(
        ([status, { content }]) =>
          status === '204' ||
          (content !== undefined && Object.values(content).every((media) => says(media.schema))),
      );
      return good.length === 0 || !told || !('default' in responses);
    });
    expect(silent.map((one) => one.route)).toEqual([]);
  });

  it('says of every route that takes a body what it takes', () => {
    const silent = routes.filter(({ id, body }) => {
      const content = of(id)?.requestBody?.content;
      return body && !(content && Object.values(content).every((media) => says(media.schema)));
    });
    expect(silent.map((one) => one.route)).toEqual([]);
    for (const id of [
      'VoiceCallbackController_take',
      'InstitutionCallbackController_take',
      'ImportsController_import',
    ])
      expect(says(Object.values(of(id)!.requestBody!.content)[0]!.schema)).toBe(true);
  });

  it('says of every route who may, as the permission table has it', () => {
    const wrong = routes.filter(({ id, action }) => {
      const asked = of(id)?.security?.flatMap((one) => Object.keys(one));
      if (action.startsWith('callbacks.')) return asked?.join() !== 'signature';
      const askers: readonly string[] = PERMISSIONS[action];
      if (askers.includes('anonymous')) return asked?.length !== 0;
      return asked?.includes('source') !== mayBePublic(action) || asked.length === 0;
    });
    expect(wrong.map((one) => one.route)).toEqual([]);
  });

  it('names query parameters and their bounds', () => {
    const queue = of('QueueController_page')!.parameters;
    expect(queue).toEqual([
      expect.objectContaining({
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 10_000 },
      }),
      expect.objectContaining({ name: 'offset', in: 'query' }),
    ]);
  });

  it('has no schema without content', () => {
    const empty = Object.entries(document.components.schemas).filter(([, schema]) => !says(schema));
    expect(empty.map(([name]) => name)).toEqual([]);
  });
});
