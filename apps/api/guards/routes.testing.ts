import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { GATEWAY_METADATA, MESSAGE_METADATA } from '@nestjs/websockets/constants.js';

const API = 'apps/api';

export type Method = (...args: never[]) => unknown;

export function metadata<T>(key: string, ...targets: Method[]): T | undefined {
  return targets
    .map((target) => Reflect.getMetadata(key, target) as T | undefined)
    .find((v) => v !== undefined);
}

/** HTTP routes of a controller, by the name of the method. */
export function handlersOf(controller: Method, key = METHOD_METADATA): { name: string; handler: Method }[] {
  const prototype = controller.prototype as Record<string, Method>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => ({ name, handler: Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown }))
    .filter((member): member is { name: string; handler: Method } => typeof member.handler === 'function')
    .filter(({ handler }) => Reflect.hasMetadata(key, handler));
}

/** Socket events of a gateway. */
export const eventsOf = (gateway: Method) => handlersOf(gateway, MESSAGE_METADATA);

/** Every controller of the api's source. */
export const allControllers = () => allClasses(PATH_METADATA);

/** Every gateway of the api's source. */
export const allGateways = () => allClasses(GATEWAY_METADATA);

async function allClasses(key: string): Promise<Method[]> {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(controller|gateway)\.ts$/.test(file))
    .map((file) => join(process.cwd(), API, file));
  const modules: Record<string, unknown>[] = [];
  // One after the other: Jest's ES module loader does not take two imports of one graph at once.
  for (const file of files) modules.push((await import(file)) as Record<string, unknown>);
  return modules
    .flatMap((exports) => Object.values(exports))
    .filter((value): value is Method => typeof value === 'function')
    .filter((value) => Reflect.hasMetadata(key, value));
}
