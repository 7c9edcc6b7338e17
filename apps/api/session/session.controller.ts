import { Body, Controller, Delete, Get, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CookieOptions, Response } from 'express';
import type { SessionView } from '#contracts';
import {
  Action,
  actionsNow,
  ChangePassword,
  CurrentAccount,
  Public,
  SESSION_COOKIE,
  SESSION_HOURS,
  Sessions,
  SignInDesk,
  type SignedIn,
} from '#identity';
import { Database, Env } from '#platform';
import { OwnPasswordDto, SignInDto } from './session.dto.js';

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly desk: SignInDesk,
    private readonly sessions: Sessions,
    private readonly passwords: ChangePassword,
    private readonly db: Database,
    private readonly env: Env,
  ) {}

  /** Signs in and sets the cookie; a session the browser still had is ended. */
  @Post()
  @HttpCode(200)
  @Public()
  @Action('session.open')
  async open(
    @Body() input: SignInDto,
    @CurrentAccount() before: SignedIn | null,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const token = await this.desk.signIn(input);
    if (before) await this.sessions.close(before);
    const account = await this.sessions.find(token);
    response.cookie(SESSION_COOKIE, token, {
      ...this.cookie(),
      maxAge: SESSION_HOURS.absolute * 3_600_000,
    });
    return this.view(account!);
  }

  @Get()
  @Action('session.read')
  read(@CurrentAccount() account: SignedIn): Promise<SessionView> {
    return this.view(account);
  }

  /** A password of one's own; the other sessions of the account end. */
  @Put('password')
  @Action('session.password')
  async changePassword(
    @Body() input: OwnPasswordDto,
    @CurrentAccount() account: SignedIn,
  ): Promise<SessionView> {
    await this.passwords.change(input, account);
    return this.view({ ...account, passwordDue: false });
  }

  @Delete()
  @HttpCode(204)
  @Action('session.close')
  async close(
    @CurrentAccount() account: SignedIn,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.sessions.close(account);
    response.clearCookie(SESSION_COOKIE, this.cookie());
  }

  private cookie(): CookieOptions {
    return {
      httpOnly: true,
      sameSite: 'strict',
      secure: this.env.PUBLIC_URL.startsWith('https:'),
      path: '/',
    };
  }

  private async view(account: SignedIn): Promise<SessionView> {
    const { id, username, name, role, station, passwordDue, expiresAt } = account;
    return {
      account: { id, username, name, role, station },
      actions: actionsNow(account),
      demo: this.env.HOLDLINE_DEMO !== 'off',
      passwordDue,
      expiresAt,
      now: new Date(await this.db.now()).toISOString(),
    };
  }
}
