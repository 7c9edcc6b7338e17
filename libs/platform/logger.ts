import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/** Fields that must never reach a log line, wherever they stand in an object that is logged. */
const REDACTED = [
  'phone',
  'name',
  'idNumber',
  'address',
  'password',
  'token',
  'authorization',
  'cookie',
  'secret',
  'note',
  'description',
];

/** One JSON logger per process. Log ids and codes, never values of a person. */
export function makeLogger(process: string, level: string): Logger {
  return pino({
    // Not pino's `name`: that field is redacted wherever it stands.
    base: { process },
    level,
    redact: {
      paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `req.headers.${field}`]),
      censor: '[redacted]',
    },
  });
}

/** Lets Nest write through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.info({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
