import { Router } from 'express';
import type { AlertInput } from '#contracts';
import { DeskError } from '#platform';
import { parseAnswers } from './answers.js';
import { COUNTERPARTS, parseFaults } from './faults.js';
import { readCallAnswer } from './gateway.routes.js';
import { INBOX_CHANNELS } from './inbox.js';
import { Body, invalid } from './read-body.js';
import type { World } from './world.js';

/** What tests, trainers and the demo call: inbox, faults, answers, planted alerts, trickle. No token, this machine only. */
export function controlRoutes(world: World): Router {
  const router = Router();

  router.get('/healthz', (_req, res) => {
    res.json({
      status: 'ok',
      esme: world.smsc.bound(),
      upstream: world.upstream.size,
      trickles: world.trickle.list(),
    });
  });

  router.get('/inbox/:channel', (req, res) => {
    const channel = INBOX_CHANNELS.find((one) => one === req.params.channel);
    if (!channel) throw new DeskError('not_found', `one of ${INBOX_CHANNELS.join(', ')}`);
    const after = Number(req.query['after'] ?? 0);
    if (!Number.isInteger(after)) throw invalid('after', 'a whole number');
    res.json({ items: world.inbox.list(channel).filter((item) => item.seq > after) });
  });
  router.delete('/inbox', (_req, res) => {
    world.inbox.clear();
    res.status(204).end();
  });

  router.get('/faults', (_req, res) => void res.json(world.faults.all()));
  router.put('/faults/:counterpart', (req, res) => {
    const counterpart = COUNTERPARTS.find((one) => one === req.params.counterpart);
    if (!counterpart) throw new DeskError('not_found', `one of ${COUNTERPARTS.join(', ')}`);
    world.faults.set(counterpart, parseFaults(req.body));
    res.json(world.faults.get(counterpart));
  });
  router.delete('/faults', (_req, res) => {
    world.faults.clear();
    res.status(204).end();
  });

  router.get('/answers', (_req, res) => void res.json(world.answers.script));
  router.put('/answers', (req, res) => {
    world.answers.script = parseAnswers(req.body);
    res.json(world.answers.script);
  });

  router.post('/sms/reply', (req, res) => {
    const body = new Body(req.body);
    world.smsc.reply({ from: body.phone('from'), to: body.phone('to'), text: body.text('text', 70) });
    res.status(202).json({ status: 'accepted' });
  });
  router.post('/voice/answers/:callId', async (req, res) => {
    const { result, key } = readCallAnswer(new Body(req.body));
    res.json(await world.voice.answer(req.params.callId, result, key));
  });

  router.post('/upstream/alerts', (req, res) => {
    const given: unknown = Array.isArray(req.body)
      ? req.body
      : (req.body as { alerts?: unknown } | undefined)?.alerts;
    const alerts = given ?? [req.body];
    // Kept as given, also when wrong: what Holdline makes of a bad alert is what a test wants to see.
    if (!Array.isArray(alerts) || !alerts.every((alert) => typeof alert === 'object' && alert !== null)) {
      throw invalid('alerts', 'a list of alerts');
    }
    world.upstream.plant(alerts as AlertInput[]);
    res.status(201).json({ planted: alerts.length, total: world.upstream.size });
  });

  router.post('/trickle', (req, res) => {
    const body = new Body(req.body);
    const count = body.optionalNumber('count', 1, 1_000_000);
    const forSeconds = body.optionalNumber('forSeconds', 1, 604_800);
    const state = world.trickle.start({
      target: body.url('target'),
      token: body.text('token', 500),
      perMinute: body.optionalNumber('perMinute', 0.01, 60_000) ?? 6,
      ...(count === undefined ? {} : { count }),
      ...(forSeconds === undefined ? {} : { forSeconds }),
    });
    res.status(202).json(state);
  });
  router.get('/trickle', (_req, res) => void res.json({ trickles: world.trickle.list() }));
  router.delete('/trickle/:id', (req, res) => void res.json(world.trickle.stop(req.params.id)));
  return router;
}
