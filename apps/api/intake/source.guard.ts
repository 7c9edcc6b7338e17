import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { Sources, type Source } from '#intake';
import { accountHolderOf } from '#identity';
import { DeskError } from '#platform';

interface SourceHolder {
  source?: Source;
}

/** The source whose token the request carries. Undefined only behind `SourceOrAccountGuard`, for an account. */
export const CurrentSource = createParamDecorator(
  (_: unknown, context: ExecutionContext): Source | undefined =>
    context.switchToHttp().getRequest<SourceHolder>().source,
);

const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** Lets in whoever shows a source's bearer token; a signature is optional, but one that is there must be right. */
@Injectable()
export class SourceGuard implements CanActivate {
  constructor(protected readonly sources: Sources) {}

  /** @throws DeskError unauthenticated */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<RawBodyRequest<Request> & SourceHolder>();
    const token = /^Bearer +([\x21-\x7e]{8,512})$/i.exec(request.headers.authorization ?? '')?.[1];
    const source = token === undefined ? null : await this.sources.byToken(token);
    if (!source) {
      http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer realm="holdline"');
      throw new DeskError('unauthenticated', 'a bearer token of a source is needed, and this is none', [
        {
          field: 'Authorization',
          code: token === undefined ? 'missing' : 'wrong_token',
          message:
            token === undefined ? 'Authorization: Bearer <token> is missing' : 'the token is not known',
          messageZh: token === undefined ? '缺少推送单位令牌' : '推送单位令牌无效',
        },
      ]);
    }
    const signed = SIGNATURE_HEADERS.some((name) => request.get(name) !== undefined);
    if (source.signed && signed && !request.is('multipart/form-data')) await this.verify(source, request);
    request.source = source;
    return true;
  }

  /** Standard Webhooks: HMAC-SHA-256 over id, time and the raw body, at most five minutes old. */
  private async verify(source: Source, request: RawBodyRequest<Request>): Promise<void> {
    if (request.method === 'GET') return;
    const secret = await this.sources.secret(source.id);
    const headers = Object.fromEntries(SIGNATURE_HEADERS.map((name) => [name, request.get(name) ?? '']));
    try {
      new Webhook(secret ?? '').verify(request.rawBody ?? Buffer.alloc(0), headers, { jsonParse: false });
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      const message = 'the signature is incomplete, old or wrong';
      throw new DeskError('unauthenticated', message, [
        {
          field: 'webhook-signature',
          code: 'wrong_signature',
          message,
          messageZh: '签名不完整、过期或不正确',
        },
      ]);
    }
  }
}

/** The same, but somebody who is signed in and may (the route's action says) passes too. */
@Injectable()
export class SourceOrAccountGuard extends SourceGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    return accountHolderOf(context).account ? true : super.canActivate(context);
  }
}
