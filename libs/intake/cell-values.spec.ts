import { readAmountFen, readFraudType, readSignals, readTier, readTime } from './cell-values.js';

describe('cells of an alert file', () => {
  it.each([
    ['2026/6/30 9:05', '2026-06-30T09:05:00+08:00'],
    ['2026-06-30 09:05:07', '2026-06-30T09:05:07+08:00'],
    ['2026-06-30T09:05:07.123', '2026-06-30T09:05:07+08:00'],
    ['2026年6月30日 9时5分', '2026-06-30T09:05:00+08:00'],
    ['2026年6月30日 9时5分7秒', '2026-06-30T09:05:07+08:00'],
    ['2026.06.30', '2026-06-30T00:00:00+08:00'],
    ['20260630', '2026-06-30T00:00:00+08:00'],
    ['20260630090507', '2026-06-30T09:05:07+08:00'],
    ['2026/6/30 9:05', '2026-06-30T09:05:00+08:00'],
    ['46203.378472', '2026-06-30T09:05:00+08:00'],
    ['46203', '2026-06-30T00:00:00+08:00'],
  ])('reads the time %s', (cell, time) => {
    expect(readTime(cell)).toBe(time);
  });

  it.each(['昨天下午', '12345', '99999', '2026', '', '2026-06-30T09:05:00Z'])(
    'leaves %p to the examiner',
    (cell) => {
      expect(readTime(cell)).toBe(cell);
    },
  );

  it.each([
    ['12,000', 1_200_000],
    ['12,000.50', 1_200_050],
    ['¥1.5万', 1_500_000],
    ['1.5万元', 1_500_000],
    ['3千元', 300_000],
    ['0.02亿', 200_000_000],
    ['¥2,000.00元', 200_000],
    ['人民币500', 50_000],
    ['1.2E+5', 12_000_000],
    ['0', 0],
  ])('reads the amount %s', (cell, fen) => {
    expect(readAmountFen(cell, 1)).toBe(fen);
  });

  it('counts in the unit of the header unless the cell names its own', () => {
    expect(['1.5', '1.5元', '2万'].map((cell) => readAmountFen(cell, 10_000))).toEqual([
      1_500_000, 150, 2_000_000,
    ]);
  });

  it.each(['若干', '约几万', '-300', '1.2.3', '1e99', '99999999999999999'])(
    'finds no amount in %s',
    (cell) => {
      expect(readAmountFen(cell, 1)).toBeNull();
    },
  );

  it('knows tiers, types and signals by word and by key, and invents none', () => {
    expect(['特急', ' 高 危 ', '中风险', 'low', '红色预警', '一级'].map(readTier)).toEqual([
      ...['critical', 'high', 'medium', 'low', '红色预警', '一级'],
    ]);
    expect(
      ['冒充公检法及政府机关', '冒充电商物流客服', '虚假征信', 'romance', '新型骗局'].map(readFraudType),
    ).toEqual([...['impersonate_police', 'fake_customer_service', 'fake_credit', 'romance', '新型骗局']]);
    expect(readSignals('正在转账、屏幕共享;cash_handover,打喷嚏')).toEqual([
      ...['paying_now', 'screen_sharing', 'cash_handover', '打喷嚏'],
    ]);
  });
});
