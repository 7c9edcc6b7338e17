import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Problem } from '#contracts';
import { DESK_ERRORS, DeskError, LOGGER, type DeskErrorCode } from '#platform';
import { faultsOf } from './unreadable.js';

const CODE_OF_STATUS: Record<number, DeskErrorCode> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_file',
  422: 'invalid',
  429: 'too_many_requests',
};

/** The one place where errors become HTTP: RFC 9457 problem documents, without a value of the request in them. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request & { id?: unknown }>();
    const problem = problemOf(error);
    const faults = problem.errors ? [] : faultsOf(error, request.params);
    if (faults.length > 0) {
      problem.errors = faults;
      problem.detail = faults.map(({ field, message }) => `${field} ${message}`.trim()).join('; ');
    }
    if (problem.status >= 500) this.log.error({ err: error, requestId: request.id }, 'a request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (request.id !== undefined) problem.instance = `urn:request:${String(request.id)}`;
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** What a caller is told of an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DeskError) {
    return {
      ...problem(error.code, error.status, error.message),
      ...(error.errors.length > 0 ? { errors: error.errors } : {}),
      ...(error.current === undefined ? {} : { current: error.current }),
    };
  }
  const status = statusOf(error);
  const code = CODE_OF_STATUS[status];
  if (code && status < 500) return problem(code, status, DETAILS[code] ?? 'The request was refused.');
  if (isConnectionFailure(error)) return problem('unavailable', 503, 'The desk is restarting; try again.');
  return { type: 'about:blank', title: 'internal error', status: 500, code: 'internal' };
}

const DETAILS: Partial<Record<DeskErrorCode, string>> = {
  malformed: 'The request is not well-formed.',
  too_large: 'The body is too large.',
  not_found: 'There is nothing at this address.',
  unsupported_file: 'This media type or character set is not understood.',
};

function problem(code: DeskErrorCode, status: number, detail: string): Problem {
  return { type: `urn:holdline:problem:${code}`, title: code.replaceAll('_', ' '), status, code, detail };
}

/** HttpException of Nest, or an error of a body parser that carries a status. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown };
  const own = status ?? statusCode;
  return typeof own === 'number' && own >= 400 && own < 600 ? own : 500;
}

/** PostgreSQL is away: connection refused, cut, or shutting down (SQLSTATE class 08 and 57P). */
function isConnectionFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return (
    typeof code === 'string' && (/^(08|57P)/.test(code) || code === 'ECONNREFUSED' || code === 'ECONNRESET')
  );
}

/** Codes and statuses there are, for the API's document. */
export const PROBLEM_CODES = Object.keys(DESK_ERRORS);
