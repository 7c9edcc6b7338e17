import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { GATEWAY_METADATA, MESSAGE_METADATA } from '@nestjs/websockets/constants.js';
import { ACTION_KEY, mayBePublic, PERMISSIONS, PUBLIC_KEY, type ActionName } from '#identity';

const API = 'apps/api';

interface Route {
  where: string;
  action: ActionName | undefined;
  open: boolean;
}

type Method = (...args: never[]) => unknown;

/** Every HTTP route and socket event of a class, as the decorators left them. */
function routesOf(controller: Method): Route[] {
  const prototype = controller.prototype as Record<string, Method>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => ({ name, handler: Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown }))
    .filter((member): member is { name: string; handler: Method } => typeof member.handler === 'function')
    .filter(
      ({ handler }) =>
        Reflect.hasMetadata(METHOD_METADATA, handler) || Reflect.hasMetadata(MESSAGE_METADATA, handler),
    )
    .map(({ name, handler }) => ({
      where: `${controller.name}.${name}`,
      action: metadata<ActionName>(ACTION_KEY, handler, controller),
      open: metadata<boolean>(PUBLIC_KEY, handler, controller) ?? false,
    }));
}

function metadata<T>(key: string, ...targets: Method[]): T | undefined {
  return targets
    .map((target) => Reflect.getMetadata(key, target) as T | undefined)
    .find((v) => v !== undefined);
}

async function allRoutes(): Promise<Route[]> {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(controller|gateway)\.ts$/.test(file))
    .map((file) => join(process.cwd(), API, file));
  const modules: Record<string, unknown>[] = [];
  // One after the other: Jest's ES module loader does not take two imports of one graph at once.
  for (const file of files) modules.push((await import(file)) as Record<string, unknown>);
  return modules
    .flatMap((exports) => Object.values(exports))
    .filter((value): value is Method => typeof value === 'function')
    .filter(
      (value) => Reflect.hasMetadata(PATH_METADATA, value) || Reflect.hasMetadata(GATEWAY_METADATA, value),
    )
    .flatMap(routesOf);
}

describe('every route and socket event of the api', () => {
  let routes: Route[];
  beforeAll(async () => {
    routes = await allRoutes();
  });

  it('is found by this spec', () => {
    expect(routes.map((route) => route.where)).toEqual(
      expect.arrayContaining(['SessionController.open', 'SessionController.read', 'SessionController.close']),
    );
  });

  it('names an action of the permission table', () => {
    const unnamed = routes.filter(({ action }) => action === undefined || !(action in PERMISSIONS));
    expect(unnamed.map((route) => route.where)).toEqual([]);
  });

  it('is public only where the table opens its action, and open where nobody could sign in for it', () => {
    const wrong = routes.filter(({ action, open }) => action && open !== mayBePublic(action));
    expect(wrong.map((route) => route.where)).toEqual([]);
  });
});
