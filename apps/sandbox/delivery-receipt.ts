/** Final states of SMPP 3.4 section 5.2.28 in use here, with their word in a receipt. */
export const MESSAGE_STATE = { ENROUTE: 1, DELIVRD: 2, UNDELIV: 5 } as const;
export type ReceiptState = keyof typeof MESSAGE_STATE;

/** Text of a delivery receipt, SMPP 3.4 appendix B; times in UTC to the minute, text cut to 20 characters. */
export function receiptText(receipt: {
  messageId: string;
  state: ReceiptState;
  submittedAt: Date;
  doneAt: Date;
  text: string;
}): string {
  const delivered = receipt.state === 'DELIVRD' ? '001' : '000';
  const error = receipt.state === 'DELIVRD' ? '000' : '001';
  // The quoted text is ASCII in most centres; Chinese is left out rather than turned into question marks.
  const quoted = /^[\x20-\x7e]*$/.test(receipt.text) ? receipt.text.slice(0, 20) : '';
  return (
    `id:${receipt.messageId} sub:001 dlvrd:${delivered} submit date:${stamp(receipt.submittedAt)} ` +
    `done date:${stamp(receipt.doneAt)} stat:${receipt.state} err:${error} text:${quoted}`
  );
}

/** `YYMMDDhhmm` */
function stamp(at: Date): string {
  return at.toISOString().replace(/\D/g, '').slice(2, 12);
}
