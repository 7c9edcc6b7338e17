import { parseEnv } from './config.js';
import { newSharedSecrets, SHARED_SECRETS } from './shared-secrets.js';

const complete = {
  DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/db',
  REDIS_URL: 'redis://127.0.0.1:6379',
  HOLDLINE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  ...newSharedSecrets(),
};
const NAMES = Object.keys(SHARED_SECRETS) as (keyof typeof SHARED_SECRETS)[];

describe('what Holdline shares with its counterparts', () => {
  it('is taken as given', () => {
    expect(parseEnv(complete)).toMatchObject(newValues());
  });
  const newValues = (): object => Object.fromEntries(NAMES.map((name) => [name, complete[name]]));

  it.each(NAMES)('%s has no default: without it nothing starts, and it is named', (name) => {
    for (const missing of [undefined, '']) {
      expect(() => parseEnv({ ...complete, [name]: missing })).toThrow(new RegExp(`\\n  ${name}: `));
    }
  });

  it.each<[string, string]>([
    ['VOICE_TOKEN', 'sandbox'],
    ['BANK_CALLBACK_SECRET', 'whsec_short'],
    ['CARRIER_CALLBACK_SECRET', 'no prefix, but long enough otherwise'],
    ['SMPP_PASSWORD', 'longer than the protocol has room for'],
  ])('%s is refused when it is “%s”', (name, value) => {
    expect(() => parseEnv({ ...complete, [name]: value })).toThrow(new RegExp(`\\n  ${name}: `));
  });

  it('is another secret for each of them', () => {
    const shared = {
      CARRIER_TOKEN: complete.BANK_TOKEN,
      CARRIER_CALLBACK_SECRET: complete.BANK_CALLBACK_SECRET,
    };
    expect(() => parseEnv({ ...complete, ...shared })).toThrow(
      /CARRIER_TOKEN: must be another.*\n.*CARRIER_CALLBACK_SECRET: must be another/,
    );
  });

  it('is not told in the refusal', () => {
    const secret = 'tooshort-secret';
    let told = '';
    try {
      parseEnv({ ...complete, BANK_TOKEN: secret });
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told).toContain('BANK_TOKEN');
    expect(told).not.toContain(secret);
  });
});
