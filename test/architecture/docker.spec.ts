import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  networks?: string[];
}
const compose = parse(read('docker/compose.yaml'), { merge: true }) as {
  services: Record<'migrate' | 'api' | 'worker' | 'postgres' | 'redis', Service>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean }>;
};
const { services } = compose;
/** Instructions, with continued lines joined and comments gone. */
const instructions = read('docker/Dockerfile')
  .replace(/^#.*$/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .map((line) => line.trim())
  .filter(Boolean);
const all = (keyword: string) => instructions.filter((line) => line.startsWith(`${keyword} `));

describe('compose.yaml', () => {
  it('is the production shape: api, worker and a migration before them, PostgreSQL and Redis', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'migrate', 'postgres', 'redis', 'worker']);
    expect(services.postgres.image).toMatch(/^postgres:18/);
    expect(services.redis.image).toMatch(/^redis:7/);
    for (const name of ['api', 'worker', 'migrate'] as const) {
      expect(services[name].environment).toMatchObject({ HOLDLINE_DEMO: 'off', NODE_ENV: 'production' });
      expect(resolve(root, 'docker', services[name].build!.context)).toBe(root);
      expect(existsSync(join(root, services[name].build!.dockerfile))).toBe(true);
    }
  });

  it('starts api and worker only after the migration, on stores that are healthy', () => {
    expect(services.api.depends_on).toEqual({
      migrate: { condition: 'service_completed_successfully' },
      postgres: { condition: 'service_healthy' },
    });
    expect(services.worker.depends_on).toMatchObject({ redis: { condition: 'service_healthy' } });
    expect(services.migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it('has a health check for every service that stays; the api has the image’s', () => {
    expect(all('HEALTHCHECK').join()).toContain('docker/api-health.mjs');
    expect(services.api.healthcheck).toBeUndefined();
    for (const name of ['worker', 'postgres', 'redis'] as const) {
      expect(services[name].healthcheck?.test?.[0]).toBe('CMD');
    }
    expect(services.worker.healthcheck?.test).toContain('docker/worker-health.mjs');
  });

  it('keeps a Redis that forgets no job, and both stores on volumes and off the outside network', () => {
    const command = services.redis.command!.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(compose.networks['stores']).toEqual({ internal: true });
    for (const name of ['postgres', 'redis'] as const) {
      expect(services[name].networks).toEqual(['stores']);
      expect(Object.keys(compose.volumes)).toContain(services[name].volumes![0]!.split(':')[0]);
    }
  });

  it('holds no secret: each comes from an env file that is not committed', () => {
    const example = read('docker/env.example');
    for (const [, name] of read('docker/compose.yaml').matchAll(/\$\{([A-Z_]+)/g)) {
      expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
    expect(read('.gitignore').split('\n')).toContain('docker/.env');
    expect(services.api.env_file).toBe('.env');
  });

  it('runs files that the build makes', () => {
    const entries = [
      ...Object.values(services).flatMap((service) => service.command ?? []),
      ...all('CMD'),
    ].flatMap((part) => part.match(/dist\/[\w./-]+\.js|docker\/[\w-]+\.mjs/g) ?? []);
    expect(entries.length).toBeGreaterThanOrEqual(3);
    for (const entry of entries) {
      const source = entry.replace(/^dist\/(.*)\.js$/, '$1.ts');
      expect({ source, exists: existsSync(join(root, source)) }).toEqual({ source, exists: true });
    }
  });
});

describe('the Dockerfile', () => {
  it('names a version of every image, as compose does', () => {
    const stages = all('FROM').flatMap((line) => / AS (\w+)$/i.exec(line)?.[1] ?? []);
    const images = [
      ...all('FROM').map((line) => line.split(' ')[1]!),
      ...Object.values(services).map((service) => service.image),
    ].filter((image) => !stages.includes(image));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/^[\w./-]+:(?!latest$)[\w.-]+$/);
  });

  it('copies only what is there and what .dockerignore lets in', () => {
    const ignore = read('docker/Dockerfile.dockerignore').split('\n');
    const sources = all('COPY')
      .filter((line) => !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect({ source, exists: existsSync(join(root, source)) }).toEqual({ source, exists: true });
      const kept =
        ignore.includes(`!${source}`) || (source.startsWith('docker/') && ignore.includes('!docker/*.mjs'));
      expect({ source, kept }).toEqual({ source, kept: true });
    }
  });

  it('copies from stages that exist', () => {
    const stages = all('FROM').flatMap((line) => / AS (\w+)$/i.exec(line)?.[1] ?? []);
    const used = all('COPY').flatMap((line) => /--from=(\w+)/.exec(line)?.[1] ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const stage of used) expect(stages).toContain(stage);
  });

  it('runs as an account that is not root, without the demo', () => {
    expect(all('USER').at(-1)).toBe('USER node');
    expect(all('ENV').join(' ')).toMatch(/HOLDLINE_DEMO=off/);
  });
});
