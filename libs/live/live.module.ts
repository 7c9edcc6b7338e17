import { Module } from '@nestjs/common';
import { FeedSealer } from './feed.sealer.js';
import { Feed } from './feed.js';
import { Presence } from './presence.js';

@Module({ providers: [Feed, FeedSealer, Presence], exports: [Feed, FeedSealer, Presence] })
export class LiveModule {}
