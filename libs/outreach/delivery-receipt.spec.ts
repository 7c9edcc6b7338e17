import { isReceipt, receiptOf } from './delivery-receipt.js';
import type { SmppPdu } from './smpp-library.js';

const pdu = (fields: Partial<SmppPdu>): SmppPdu => ({
  command: 'deliver_sm',
  command_status: 0,
  sequence_number: 1,
  response: () => pdu({}),
  ...fields,
});

describe('reading a delivery receipt', () => {
  test('the TLVs decide', () => {
    const receipt = receiptOf(
      pdu({
        esm_class: 4,
        receipted_message_id: 'abc',
        message_state: 2,
        short_message: { message: 'id:zzz stat:UNDELIV' },
      }),
    );
    expect(receipt).toEqual({ providerId: 'abc', state: 'delivered', code: null });
  });

  test('else the text of appendix B', () => {
    const message =
      'id:00f7 sub:001 dlvrd:000 submit date:2606300905 done date:2606300906 stat:UNDELIV err:027 text:';
    expect(receiptOf(pdu({ esm_class: 4, short_message: { message } }))).toEqual({
      providerId: '00f7',
      state: 'failed',
      code: '027',
    });
  });

  test.each([
    ['ENROUTE', 'enroute'],
    ['ACCEPTD', 'enroute'],
    ['DELIVRD', 'delivered'],
    ['EXPIRED', 'failed'],
    ['REJECTD', 'failed'],
    ['NEVERHEARD', 'enroute'],
  ])('%s means %s', (word, state) => {
    expect(
      receiptOf(pdu({ esm_class: 4, short_message: { message: `id:1 stat:${word} err:000` } }))?.state,
    ).toBe(state);
  });

  test('a message that only looks like a receipt is a message', () => {
    const reply = pdu({ esm_class: 0, short_message: { message: 'id:1 stat:DELIVRD' } });
    expect(isReceipt(reply)).toBe(false);
    expect(receiptOf(reply)).toBeNull();
  });

  test('a receipt that names no message is none', () => {
    expect(receiptOf(pdu({ esm_class: 4, short_message: { message: 'stat:DELIVRD' } }))).toBeNull();
  });
});
