import { createHash } from 'node:crypto';
import { CHAIN_START, chainHash, type ChainedRow } from './audit-chain.js';

const row: ChainedRow = {
  no: 1,
  id: '01937a00-0000-7000-8000-000000000001',
  at: '2026-06-30T01:02:03.000004Z',
  actor: null,
  actorKind: 'system',
  action: 'account.created',
  entity: 'account',
  entityId: 'x',
  data: '{"role": "auditor"}',
};

describe('chainHash', () => {
  it('is SHA-256 over the hash before and the row as one JSON array', () => {
    const text = JSON.stringify([
      1,
      '01937a00-0000-7000-8000-000000000001',
      '2026-06-30T01:02:03.000004Z',
      null,
      'system',
      'account.created',
      'account',
      'x',
      '{"role": "auditor"}',
    ]);
    expect(chainHash(CHAIN_START, row)).toEqual(
      createHash('sha256').update(Buffer.alloc(32)).update(text).digest(),
    );
  });

  it('changes with every column and with the hash before', () => {
    const changed: ChainedRow[] = [
      row,
      { ...row, no: 2 },
      { ...row, id: '01937a00-0000-7000-8000-000000000002' },
      { ...row, at: '2026-06-30T01:02:03.000005Z' },
      { ...row, actor: '01937a00-0000-7000-8000-000000000003' },
      { ...row, actorKind: 'source' },
      { ...row, action: 'account.disabled' },
      { ...row, entity: 'session' },
      { ...row, entityId: null },
      { ...row, data: '{}' },
      // The same letters with another border between two columns.
      { ...row, action: 'account.createda', entity: 'ccount' },
    ];
    const hashes = changed.map((one) => chainHash(CHAIN_START, one).toString('hex'));
    hashes.push(chainHash(Buffer.alloc(32, 1), row).toString('hex'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
