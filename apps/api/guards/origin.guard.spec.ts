import { isOurs } from './origin.guard.js';

const ours = 'https://holdline.example';

describe('isOurs', () => {
  it.each([
    ['the public address', ours, 'api.internal:3000'],
    ['the very host that was asked', 'http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['that host behind a proxy that ends TLS', 'https://desk.local', 'desk.local'],
  ])('takes %s', (_, origin, host) => {
    expect(isOurs(origin, ours, host)).toBe(true);
  });

  it.each([
    ['another site', 'https://evil.example', '127.0.0.1:3000'],
    ['another port of the same host', 'http://127.0.0.1:4000', '127.0.0.1:3000'],
    ['the public address without TLS', 'http://holdline.example', '127.0.0.1:3000'],
    ['a name that only begins like ours', 'https://holdline.example.evil.example', undefined],
    ['a page without an origin', 'null', '127.0.0.1:3000'],
    ['nothing', '', '127.0.0.1:3000'],
  ])('refuses %s', (_, origin, host) => {
    expect(isOurs(origin, ours, host)).toBe(false);
  });
});
