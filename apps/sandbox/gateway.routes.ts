import { Router, type Request } from 'express';
import { DeskError } from '#platform';
import { bearer, faultsOf, withFaults } from './http-faults.js';
import { CALL_RESULTS, ORDER_KINDS, type Institution } from './inbox.js';
import type { SandboxSecrets } from './options.js';
import { Body, invalid } from './read-body.js';
import type { World } from './world.js';

/** What Holdline calls: voice gateway, bank, carrier and upstream platform, each behind a bearer token of its own. */
export function gatewayRoutes(world: World, secrets: SandboxSecrets): Router {
  const router = Router();
  const its = { bank: bearer(secrets.BANK_TOKEN), carrier: bearer(secrets.CARRIER_TOKEN) };

  router.use('/voice/calls', bearer(secrets.VOICE_TOKEN), withFaults('voice', world));
  router.post('/voice/calls', (req, res) => {
    const body = new Body(req.body);
    const item = world.voice.place(
      {
        callId: body.text('callId', 100),
        to: body.phone('to'),
        callerId: body.phone('callerId'),
        text: body.text('text', 2000),
        keys: body.keys('keys'),
        callbackUrl: body.url('callbackUrl'),
      },
      faultsOf(res),
    );
    res.status(202).json({ callId: item.callId, status: 'queued' });
  });
  router.get('/voice/calls/:callId', (req, res) => {
    const { callId, status, result, key, at } = world.voice.status(req.params.callId);
    res.json({ callId, status, result, key, at });
  });

  router.use('/institutions/:institution', (req, res, next) => its[institutionOf(req)](req, res, next));
  router.use('/institutions/:institution', withFaults(institutionOf, world));
  router.post('/institutions/:institution/orders', (req, res) => {
    const name = institutionOf(req);
    const body = new Body(req.body);
    const answer = world.institutions[name].place(
      {
        orderId: body.text('orderId', 100),
        kind: body.oneOf('kind', ORDER_KINDS[name]),
        target: body.text('target', 64),
        until: body.time('until'),
        legalBasis: body.text('legalBasis', 1000),
        documentNo: body.text('documentNo', 100),
        callbackUrl: body.url('callbackUrl'),
      },
      faultsOf(res),
    );
    res.status(202).json(answer);
  });
  router.get('/institutions/:institution/orders', (req, res) => {
    const state = req.query['state'];
    const states = ['received', 'acknowledged', 'in_force', 'released', 'rejected'] as const;
    const wanted = states.find((one) => one === state);
    if (state !== undefined && !wanted) throw invalid('state', `one of ${states.join(', ')}`);
    res.json({ orders: world.institutions[institutionOf(req)].list(wanted) });
  });
  router.get('/institutions/:institution/orders/:orderId', (req, res) => {
    res.json(world.institutions[institutionOf(req)].find(req.params.orderId));
  });
  router.post('/institutions/:institution/orders/:orderId/release', (req, res) => {
    const order = world.institutions[institutionOf(req)].release(
      String(req.params['orderId']),
      faultsOf(res),
    );
    res
      .status(202)
      .json({ orderId: order.orderId, institutionRef: order.institutionRef, state: order.state });
  });

  router.get(
    '/upstream/alerts',
    bearer(secrets.UPSTREAM_TOKEN),
    withFaults('upstream', world),
    (req, res) => {
      const { cursor, limit } = req.query;
      const size = limit === undefined ? 100 : Number(limit);
      if (!Number.isInteger(size) || size < 1 || size > 500)
        throw invalid('limit', 'a whole number from 1 to 500');
      if (cursor !== undefined && typeof cursor !== 'string') throw invalid('cursor', 'a single text');
      res.json(world.upstream.page(cursor, size, faultsOf(res)));
    },
  );
  return router;
}

/** @throws DeskError not_found for neither bank nor carrier */
export function institutionOf(req: Request): Institution {
  const name = (Object.keys(ORDER_KINDS) as Institution[]).find((one) => one === req.params['institution']);
  if (!name) throw new DeskError('not_found', 'bank or carrier');
  return name;
}

/** A person's answer to a call, from a body or a form. */
export function readCallAnswer(body: Body): { result: (typeof CALL_RESULTS)[number]; key?: string } {
  const key = body.optionalText('key', 1);
  const result = key === undefined ? body.oneOf('result', CALL_RESULTS) : 'human';
  return { result, ...(key === undefined ? {} : { key }) };
}
