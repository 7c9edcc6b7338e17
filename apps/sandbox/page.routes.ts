import { Router, type Request, type Response } from 'express';
import { DeskError } from '#platform';
import { COUNTERPARTS } from './faults.js';
import { institutionOf, readCallAnswer } from './gateway.routes.js';
import { faultOfButton, inboxPage } from './inbox-page.js';
import type { Language } from './page-words.js';
import { Body } from './read-body.js';
import type { World } from './world.js';

const STEPS = ['acknowledged', 'in_force', 'released', 'rejected'] as const;

/** The inbox page at `/` and its buttons, which lead back to it. */
export function pageRoutes(world: World): Router {
  const router = Router();
  const language = (req: Request): Language => (req.query['lang'] === 'en' ? 'en' : 'zh');
  const back = (req: Request, res: Response): void => res.redirect(303, `/?lang=${language(req)}`);

  router.get('/', (req, res) => {
    res.setHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    res.setHeader('cache-control', 'no-store');
    res.type('html').send(inboxPage(world, language(req)));
  });
  router.post('/page/sms/:seq', (req, res) => {
    const item = world.smsc.item(Number(req.params.seq));
    world.smsc.reply({ from: item.to, to: item.from, text: new Body(req.body).text('text', 70) });
    back(req, res);
  });
  router.post('/page/voice/:callId', async (req, res) => {
    const { result, key } = readCallAnswer(new Body(req.body));
    await world.voice.answer(req.params.callId, result, key);
    back(req, res);
  });
  router.post('/page/orders/:institution/:orderId', async (req, res) => {
    const state = new Body(req.body).oneOf('state', STEPS);
    await world.institutions[institutionOf(req)].step(req.params.orderId, state);
    back(req, res);
  });
  router.post('/page/faults/:counterpart', (req, res) => {
    const counterpart = COUNTERPARTS.find((one) => one === req.params.counterpart);
    const faults = faultOfButton(new Body(req.body).text('fault', 40));
    if (!counterpart || !faults) throw new DeskError('not_found', 'no such fault');
    world.faults.set(counterpart, faults);
    back(req, res);
  });
  return router;
}
