import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { EventsPage } from '#contracts';
import { Action, audienceOf, CurrentAccount, type SignedIn } from '#identity';
import { Feed } from '#live';

export class EventsQuery {
  @Type(() => Number) @IsInt() @Min(0) after!: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(5000) limit: number = 1000;
}

/** Replay of the feed: what a client asks for at every connect. */
@Controller('events')
export class EventsController {
  constructor(private readonly feed: Feed) {}

  @Get()
  @Action('events.read')
  after(@Query() query: EventsQuery, @CurrentAccount() me: SignedIn): Promise<EventsPage> {
    const audience = audienceOf(me.role);
    return this.feed.after(query.after, query.limit, (kind) => audience?.hears(kind) ?? false);
  }
}
