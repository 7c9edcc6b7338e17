import { ACTION_KEY, ACTIONS, mayBePublic, PERMISSIONS, PUBLIC_KEY, type ActionName } from '#identity';
import {
  allControllers,
  allGateways,
  eventsOf,
  handlersOf,
  metadata,
  type Method,
} from './routes.testing.js';

interface Route {
  where: string;
  action: ActionName | undefined;
  open: boolean;
}

/** Actions that no route or socket event names: what they are for instead, or that it is yet to come. */
const WITHOUT_ROUTE: Partial<Record<ActionName, string>> = {
  'cases.expire': 'asked when an attempt says that a low case expired',
  'live.connect': 'asked at the handshake of the socket',
};

const routeOf =
  (controller: Method) =>
  ({ name, handler }: { name: string; handler: Method }): Route => ({
    where: `${controller.name}.${name}`,
    action: metadata<ActionName>(ACTION_KEY, handler, controller),
    open: metadata<boolean>(PUBLIC_KEY, handler, controller) ?? false,
  });

/** Every HTTP route and socket event, as the decorators left them. */
async function allRoutes(): Promise<Route[]> {
  const controllers = await allControllers();
  const gateways = await allGateways();
  return [
    ...controllers.flatMap((controller) => handlersOf(controller).map(routeOf(controller))),
    ...gateways.flatMap((gateway) => eventsOf(gateway).map(routeOf(gateway))),
  ];
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

  it('leaves no action of the table without a route, but those that are listed', () => {
    const used = new Set(routes.map(({ action }) => action));
    expect(ACTIONS.filter((action) => !used.has(action)).sort()).toEqual(Object.keys(WITHOUT_ROUTE).sort());
  });
});
