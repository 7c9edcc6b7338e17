import { setImmediate as nextTurn } from 'node:timers/promises';
import { SmppSmsChannel } from '#outreach';
import { manualClock } from '../../../apps/sandbox/clock.js';
import { startSandbox } from '../../../apps/sandbox/start-sandbox.js';
import { smsChannelContract, type CentreFault } from './sms-channel.contract.js';

const FAULTS: Record<CentreFault, object> = {
  acts_and_never_answers: { timeoutAfterActing: true },
  throttles: { throttle: 0 },
  refuses: { refuse: true },
  receipts_doubled: { receipts: 'doubled' },
  receipts_early: { receipts: 'out_of_order' },
};

smsChannelContract('SMPP 3.4', async (heard) => {
  const clock = manualClock(new Date('2026-06-30T01:00:00Z'));
  const sandbox = await startSandbox({ clock });
  const lost: (() => void)[] = [];
  const channel = new SmppSmsChannel(
    {
      host: '127.0.0.1',
      port: sandbox.smppPort,
      systemId: 'holdline',
      password: sandbox.secrets.SMPP_PASSWORD,
      sender: '96110',
      window: 10,
      // Long enough for a machine that is busy with something else.
      answerMs: 2_000,
      enquireMs: 30_000,
      backOffMs: 5,
      backOffMaxMs: 50,
    },
    (event) => {
      if (event === 'lost') for (const tell of lost.splice(0)) tell();
    },
  );
  channel.start(heard);
  return {
    channel,
    phones: () =>
      sandbox.inbox.list('sms').map(({ to, text, parts, flash }) => ({ to: `+${to}`, text, parts, flash })),
    fault: (fault) => sandbox.faults.set('sms', FAULTS[fault]),
    timePasses: async () => {
      await nextTurn(); // answers on their way come in first
      await clock.advance(10_000);
    },
    personWrites: async (from, text) => {
      sandbox.smsc.reply({ from, to: '96110', text });
    },
    cutOff: () =>
      new Promise((resolve) => {
        lost.push(resolve);
        sandbox.faults.set('sms', { disconnect: true });
      }),
    heal: () => sandbox.faults.set('sms', {}),
    stop: async () => {
      await channel.stop();
      await sandbox.stop();
    },
  };
});
