import { plainToInstance, Transform } from 'class-transformer';
import { POLICE_RANKS, type PoliceRank } from '#contracts';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, validateSync } from 'class-validator';
import { SHARED_SECRETS } from './shared-secrets.js';

export const DEMO_MODES = ['full', 'accounts', 'off'] as const;
export type DemoMode = (typeof DEMO_MODES)[number];

const toInt = Transform(({ value }) => (value === undefined || value === '' ? undefined : Number(value)));
const toList = Transform(({ value }) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : value,
);
const toBool = Transform(({ value }) => value === true || value === 'true' || value === '1');

const isToken = Matches(/^[\x21-\x7e]{16,}$/, { message: 'must be given, 16 characters or more' });
const isSigningSecret = Matches(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, {
  message: 'must be given, whsec_ and 24 to 64 bytes in base64',
});

/**
 * Every setting of every process, read once from the environment. A wrong one ends the process at start with the
 * variable's name; nothing else in the project reads the environment.
 */
export class Env {
  /** PostgreSQL ≥ 18, as `postgres://user:password@host:port/database`. */
  @Matches(/^postgres(ql)?:\/\//) DATABASE_URL!: string;

  /** Redis or Valkey with `noeviction`, as `redis://host:port/db`. */
  @Matches(/^rediss?:\/\//) REDIS_URL!: string;

  /** Prefix of every BullMQ key, so that several desks or test files can share a server. */
  @IsString() QUEUE_PREFIX: string = 'holdline';

  /** Master key: 32 bytes in base64. Wraps the persons' keys and derives the blind-index keys. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/, { message: 'HOLDLINE_MASTER_KEY must be 32 bytes in base64' })
  HOLDLINE_MASTER_KEY!: string;

  @IsIn(DEMO_MODES) HOLDLINE_DEMO: DemoMode = 'off';

  /** Folder of the data that is not in a store: keys, anchors, logs. */
  @IsString() HOLDLINE_DATA: string = '.holdline';

  @toInt @IsInt() @Min(0) @Max(65535) PORT: number = 3000;
  @IsString() HOST: string = '127.0.0.1';

  /** Address under which browsers and gateways reach the api; also the only allowed Origin. */
  @IsUrl({ require_tld: false, require_protocol: true }) PUBLIC_URL: string = 'http://127.0.0.1:3000';

  /** The api listens on one of them for as long as it runs. */
  @toInt @IsInt() @Min(2) @Max(200) DATABASE_POOL: number = 20;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent']) LOG_LEVEL: string = 'info';

  /** The SMS centre (SMPP 3.4). */
  @IsString() SMPP_HOST: string = '127.0.0.1';
  @toInt @IsInt() @Min(0) @Max(65535) SMPP_PORT: number = 2775;
  @IsString() SMPP_SYSTEM_ID: string = 'holdline';
  /** Eight characters at most, as the protocol has it. */
  @Matches(/^[\x21-\x7e]{4,8}$/, { message: 'must be 4 to 8 characters' }) SMPP_PASSWORD!: string;
  /** Sender shown to the person. */
  @IsString() SMS_SENDER: string = '96110';

  /** Voice gateway, and the office's link to banks and carriers: their base addresses. */
  @IsOptional() @IsUrl({ require_tld: false, require_protocol: true }) VOICE_URL?: string;
  @IsOptional() @IsUrl({ require_tld: false, require_protocol: true }) INSTITUTIONS_URL?: string;

  /** The bearer token that Holdline shows each of them. None has a default, and no two are the same. */
  @isToken VOICE_TOKEN!: string;
  @isToken BANK_TOKEN!: string;
  @isToken CARRIER_TOKEN!: string;
  /** What each of them signs its callbacks with (Standard Webhooks); likewise. */
  @isSigningSecret VOICE_CALLBACK_SECRET!: string;
  @isSigningSecret BANK_CALLBACK_SECRET!: string;
  @isSigningSecret CARRIER_CALLBACK_SECRET!: string;

  /**
   * Live cases that one officer may hold at a time; a supervisor's take-over is exempt [chosen]. Two at least: the
   * console takes the next one before it puts the last one back.
   */
  @toInt @IsInt() @Min(2) @Max(50) CASES_PER_OFFICER: number = 5;

  /** Lowest rank of a sworn officer who may decide on a countermeasure (domain.md section 5) [chosen]. */
  @IsIn(POLICE_RANKS) APPROVER_MIN_RANK: PoliceRank = '三级警督';

  /** Hosts that pull sources may be fetched from (`host:port`), comma separated. */
  @toList @IsString({ each: true }) PULL_ALLOWED_HOSTS: string[] = [];

  /**
   * An outside watcher's address, called every minute while all is well; it should ring when it hears nothing for three.
   * Empty: nobody is called.
   */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  HEARTBEAT_URL?: string;

  /** Tests only: BullMQ delayed jobs are not armed, the harness ticks the sweeper. */
  @toBool HARNESS: boolean = false;

  /** The demo's upstream platform: the token that its source is polled with. */
  @IsOptional() @IsString() UPSTREAM_TOKEN?: string;

  /** Ports the standalone gives the sandbox. */
  @toInt @IsInt() @Min(0) @Max(65535) SANDBOX_PORT: number = 0;
}

/** What NODE_ENV=production leaves no default of: an address that is not everybody's. */
const GIVEN_IN_PRODUCTION = ['PUBLIC_URL'];

/** @throws Error that lists each variable that is missing or wrong. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const known = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const env = plainToInstance(Env, known, { exposeDefaultValues: true });
  const errors = validateSync(env, { skipMissingProperties: false });
  const missing = source['NODE_ENV'] === 'production' ? GIVEN_IN_PRODUCTION.filter((n) => !(n in known)) : [];
  const lines = [
    ...errors.map((e) => `  ${e.property}: ${Object.values(e.constraints ?? {}).join('; ')}`),
    ...sharedTwice(known).map((name) => `  ${name}: must be another one than every other secret`),
    ...missing.map((name) => `  ${name}: must be given in production`),
  ];
  if (lines.length > 0) {
    throw new Error(`Holdline cannot start, these settings are wrong:\n${lines.join('\n')}`);
  }
  return env;
}

/** Secrets that an earlier one equals: who knows the one could speak for the other. */
function sharedTwice(known: Record<string, string | undefined>): string[] {
  const names = Object.keys(SHARED_SECRETS).filter((name) => known[name] !== undefined);
  return names.filter((name, i) => names.slice(0, i).some((other) => known[other] === known[name]));
}

let cached: Env | undefined;

/** The process's settings, parsed at the first call. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** The raw environment for a child process, with additions. For the standalone only. */
export function childEnv(additions: Record<string, string>): Record<string, string> {
  return { ...(process.env as Record<string, string>), ...additions };
}

/** One variable as it is, before the settings are complete. For the standalone and scripts only. */
export function rawEnv(name: string): string | undefined {
  return process.env[name];
}
