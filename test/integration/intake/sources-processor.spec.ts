import { PullSources } from '#intake';
import { Env, LOGGER, Queues } from '#platform';
import { SourcesProcessor } from '../../../apps/worker/intake/sources.processor.js';
import { IntakeDesk } from './intake-desk.js';

describe('the schedulers of the pull sources', () => {
  let desk: IntakeDesk;
  beforeEach(async () => {
    // Nothing listens on the discard port.
    desk = await IntakeDesk.open({ REDIS_URL: 'redis://127.0.0.1:9/0' });
  });
  afterEach(() => desk.close());

  it('are given up until the next look, not waited for, while Redis has never been there', async () => {
    const processor = new SourcesProcessor(
      desk.app.get(Env),
      desk.app.get(Queues),
      desk.app.get(PullSources),
      desk.app.get(LOGGER),
    );
    await expect(processor.sync()).rejects.toThrow('Redis does not answer');
  });
});
