/**
 * The API's document (OpenAPI 3.1) from the code alone: paths by Nest, what comes in by the class-validator rules of the
 * DTOs, what goes out by the controllers' return types, who may by the permission table.
 */
import 'reflect-metadata';
import { readdir } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { join } from 'node:path';
import { NestFactory, ModulesContainer } from '@nestjs/core';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { buildServer } from '../build-server.mjs';
import { root } from '../root.mjs';
import { inputSchemas } from './input-schemas.mjs';
import { describe, makeChecker, TypeSchemas } from './type-schemas.mjs';

const BODY = 3;
const QUERY = 4;
const PARAM = 5;
const HEADERS = 6;
const CONTRACTS = join(root, 'libs/contracts/index.ts');
const VOCABULARY = join(root, 'libs/escalation/index.ts');

export default async function openApiText() {
  const { errors } = await buildServer();
  if (errors.length > 0) throw new Error(`${errors[0].source}: ${errors[0].message}`);
  return `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
}

async function openApiDocument() {
  const files = (await readdir(join(root, 'apps/api'), { recursive: true })).map((file) =>
    join(root, 'apps/api', file),
  );
  const controllers = files.filter((file) => file.endsWith('.controller.ts')).toSorted();
  const dtos = files.filter((file) => /\.(dto|controller)\.ts$/.test(file)).toSorted();
  const types = new TypeSchemas(makeChecker([...dtos, CONTRACTS, VOCABULARY]), [VOCABULARY, CONTRACTS]);
  const routes = Object.assign({}, ...controllers.map((file) => types.routesOf(file)));
  for (const name of ['AlertInput', 'Problem']) types.named(CONTRACTS, name);
  const comments = Object.assign({}, ...dtos.map((file) => types.commentsOf(file)));

  const { handlers, document } = await scan();
  const schemas = { ...types.components, ...inputSchemas(comments) };
  const used = new Set(['Problem', 'AlertInput']);
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      const id = operation.operationId;
      if (!routes[id]) throw new Error(`${path}: no controller file declares ${id}`);
      completeInput(operation, handlers.get(id), schemas);
      completeAnswers(operation, handlers.get(id), routes[id]);
      await secure(operation, handlers.get(id));
      describeRoute(operation, routes[id].comment);
    }
  }
  for (const name of Object.keys(document.components.schemas)) used.add(name);
  document.components.schemas = reachable(document.paths, schemas, used);
  document.components.responses = {
    Problem: {
      description: 'What went wrong: an RFC 9457 problem document whose `errors` name the fields.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
  return document;
}

/** Nest's own account of the routes, without starting anything, and the method behind each operation. */
async function scan() {
  const { ApiModule } = await import('../../dist/apps/api/api.module.js');
  const { API_PREFIX } = await import('../../dist/apps/api/openapi.js');
  const app = await NestFactory.create(ApiModule.with({}), { preview: true, logger: ['error'] });
  app.setGlobalPrefix(...API_PREFIX);
  const document = SwaggerModule.createDocument(app, base());
  const handlers = new Map();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      for (const method of Object.getOwnPropertyNames(metatype.prototype))
        handlers.set(`${metatype.name}_${method}`, { controller: metatype, method });
    }
  }
  return { document, handlers };
}

function base() {
  return new DocumentBuilder()
    .setTitle('Holdline 劝阻值守台')
    .setDescription(
      'The working queue of a 24-hour anti-fraud desk. Times are RFC 3339 with offset, phones E.164, money in fen.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addServer('/')
    .addCookieAuth(
      'holdline_session',
      { type: 'apiKey', in: 'cookie', description: 'A signed-in account.' },
      'session',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'token', description: 'The token of a source.' },
      'source',
    )
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'webhook-signature',
        description: 'Standard Webhooks: HMAC-SHA-256 over `webhook-id`, `webhook-timestamp` and the body.',
      },
      'signature',
    )
    .build();
}

/** Query parameters of a DTO one by one; identifiers in the path as UUIDs where a pipe holds them to it. */
function completeInput(operation, { controller, method }, schemas) {
  const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
  const classes = Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? [];
  operation.parameters ??= [];
  for (const [key, { index, data, pipes }] of Object.entries(declared)) {
    const kind = Number(key.split(':')[0]);
    const schema = schemas[classes[index]?.name];
    if (kind === QUERY && data === undefined) operation.parameters.push(...queryOf(schema));
    if (kind === PARAM && pipes.some((pipe) => /uuid/i.test(pipe.name ?? pipe.constructor.name)))
      operation.parameters.find((one) => one.name === data).schema.format = 'uuid';
    if (kind === HEADERS) operation.parameters.push({ name: data, in: 'header', schema: { type: 'string' } });
    // The validation pipe refuses what a DTO does not name.
    if (kind === BODY && schema) schema.additionalProperties = false;
  }
}

const queryOf = ({ properties, required = [] }) =>
  Object.entries(properties).map(([name, { description, ...schema }]) =>
    describe({ name, in: 'query', required: required.includes(name), schema }, description),
  );

function completeAnswers(operation, { controller, method }, { schema, maybeNothing }) {
  const handler = controller.prototype[method];
  const type = (Reflect.getMetadata('__headers__', handler) ?? []).find(
    ({ name }) => name === 'Content-Type',
  )?.value;
  const media = type?.split(';')[0] ?? 'application/json';
  for (const [status, response] of Object.entries(operation.responses)) {
    response.description ||= STATUS_CODES[status];
    if (schema && status.startsWith('2') && status !== '204') response.content ??= { [media]: { schema } };
  }
  if (schema && maybeNothing) operation.responses['204'] ??= { description: STATUS_CODES[204] };
  operation.responses.default = { $ref: '#/components/responses/Problem' };
}

/** From the permission table: a session, a source's token, a gateway's signature, or nothing. */
async function secure(operation, { controller, method }) {
  const { ACTION_KEY, PERMISSIONS } = await import('../../dist/libs/identity/index.js');
  const handler = controller.prototype[method];
  const action = Reflect.getMetadata(ACTION_KEY, handler) ?? Reflect.getMetadata(ACTION_KEY, controller);
  const askers = PERMISSIONS[action];
  const roles = askers.filter((asker) => asker !== 'source' && asker !== 'anonymous');
  operation.security = [];
  if (action.startsWith('callbacks.')) operation.security.push({ signature: [] });
  else if (!askers.includes('anonymous')) {
    if (askers.includes('source')) operation.security.push({ source: [] });
    if (roles.length > 0) operation.security.push({ session: [] });
  }
  operation['x-action'] = action;
  operation['x-askers'] = [...askers];
}

function describeRoute(operation, comment) {
  if (!comment) return;
  const [sentence, ...rest] = comment.split(/(?<=\.) (?=[A-Z])/);
  operation.summary ??= sentence.replace(/\.$/, '');
  if (rest.length > 0) operation.description ??= rest.join(' ');
}

/** Only the schemas that something refers to, by name. */
function reachable(paths, schemas, used) {
  const wanted = new Set(used);
  const visit = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (wanted.has(name) && kept[name]) continue;
      wanted.add(name);
      if (!schemas[name]) throw new Error(`no schema ${name}`);
      kept[name] = schemas[name];
      visit(schemas[name]);
    }
  };
  const kept = {};
  visit(paths);
  visit(
    [...used].filter((name) => name in schemas).map((name) => ({ $ref: `#/components/schemas/${name}` })),
  );
  return Object.fromEntries(Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
