import { corrected, correctionOf } from './correction.js';

const received = {
  sourceRef: 'r-1',
  raisedAt: '2026-06-30T08:00:00+08:00',
  fraudType: '刷单',
  tier: 'high',
  signals: ['paying_now'],
  person: { phone: 13800138, name: '王某', flags: ['deaf'] },
  amountFen: 1_250_050,
};

describe('correcting a quarantined alert', () => {
  it('lays out what was received, whatever its shape', () => {
    expect(correctionOf(received)).toMatchObject({
      phone: '13800138',
      name: '王某',
      fraudType: 'other',
      amountYuan: '12500.5',
      idNumber: '',
    });
    for (const odd of [null, 'text', 7, []])
      expect(correctionOf(odd)).toMatchObject({ phone: '', fraudType: 'other' });
  });

  it('keeps what the form does not show, and leaves emptied fields out', () => {
    const form = { ...correctionOf(received), phone: ' 13800138000 ', name: '', amountYuan: '12,500.5' };
    expect(corrected(received, form)).toEqual({
      sourceRef: 'r-1',
      raisedAt: '2026-06-30T08:00:00+08:00',
      fraudType: 'other',
      tier: 'high',
      signals: ['paying_now'],
      person: { phone: '13800138000', flags: ['deaf'] },
      amountFen: 1_250_050,
    });
  });
});
