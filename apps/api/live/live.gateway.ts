import { Inject, type OnApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import { isUUID } from 'class-validator';
import type { Logger } from 'pino';
import type { Namespace, Socket } from 'socket.io';
import { Alarms, Queue } from '#cases';
import type { ClientToServer, LiveEvent, ServerToClient } from '#contracts';
import {
  Action,
  audienceOf,
  AUDIENCES,
  mayNow,
  SessionAuthenticator,
  type ActionName,
  type Audience,
  type SignedIn,
} from '#identity';
import { Presence } from '#live';
import { Database, LOGGER } from '#platform';
import { Today } from '#reports';
import { LiveTail } from './live.tail.js';

type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { account: SignedIn }>;
type LiveNamespace = Namespace<ClientToServer, ServerToClient, Record<string, never>, { account: SignedIn }>;

/** Queue lines and the day's figures follow the events, gathered over this long. */
const GATHER_MS = 100;
const TODAY_MS = 500;
const BEAT_MS = 5_000;
/** A room for each kind of push; who is in it is the permission table's word. */
const ROOMS = [
  ['beats', 'events.read'],
  ['queue', 'queue.read'],
  ['alarms', 'alarms.read'],
  ['today', 'reports.today'],
] as const satisfies readonly (readonly [string, ActionName])[];
/** The room of everybody who hears the same events. */
const eventsOf = (audience: Audience): string => `events:${audience.name}`;
/** Ids of the order that clients are sent. */
const ORDER_LENGTH = 1_000;

/** Pushes the feed to the desk. At most once by nature; clients replay from `GET /events?after=` on every connect. */
@WebSocketGateway({ namespace: '/live', transports: ['websocket', 'polling'] })
export class LiveGateway
  implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnApplicationShutdown
{
  @WebSocketServer() private readonly live!: LiveNamespace;

  private readonly changed = new Set<string>();
  private gathering: NodeJS.Timeout | undefined;
  private counting: NodeJS.Timeout | undefined;
  private beating: NodeJS.Timeout | undefined;
  private lastOrder = '';

  constructor(
    private readonly tail: LiveTail,
    private readonly sessions: SessionAuthenticator,
    private readonly queue: Queue,
    private readonly alarms: Alarms,
    private readonly today: Today,
    private readonly presence: Presence,
    private readonly db: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  afterInit(live: LiveNamespace): void {
    live.use((socket, next) => {
      this.sessions.sessionFromCookie(socket.handshake.headers.cookie).then(
        (account) => {
          if (!account) return next(new Error('unauthenticated'));
          if (!mayNow(account, 'live.connect')) return next(new Error('forbidden'));
          socket.data.account = account;
          return next();
        },
        () => next(new Error('unavailable')),
      );
    });
    this.tail.start((events) => this.push(events));
    this.beating = setInterval(() => this.guarded(() => this.beat()), BEAT_MS);
  }

  handleConnection(socket: LiveSocket): void {
    const { account } = socket.data;
    for (const [room, action] of ROOMS) if (mayNow(account, action)) void socket.join(room);
    const audience = audienceOf(account.role);
    if (audience) void socket.join(eventsOf(audience));
  }

  async handleDisconnect(socket: LiveSocket): Promise<void> {
    const account = socket.data.account as SignedIn | undefined;
    if (!account) return;
    const caseId = await this.presence.leave(account.sessionId);
    if (caseId) await this.tellPresence(caseId);
  }

  @SubscribeMessage('viewing')
  @Action('live.viewing')
  async viewing(@ConnectedSocket() socket: LiveSocket, @MessageBody() caseId: unknown): Promise<void> {
    const { account } = socket.data;
    if (!mayNow(account, 'live.viewing') || (caseId !== null && !isUUID(caseId))) return;
    const before = await this.presence.see(account.sessionId, account.id, caseId as string | null);
    for (const id of new Set([before, caseId as string | null])) if (id) await this.tellPresence(id);
  }

  onApplicationShutdown(): void {
    clearInterval(this.beating);
    clearTimeout(this.gathering);
    clearTimeout(this.counting);
  }

  private async push(events: LiveEvent[]): Promise<void> {
    for (const audience of AUDIENCES) {
      const heard = events.filter((event) => audience.hears(event.kind));
      this.live.to(eventsOf(audience)).emit('events', { events: heard, upTo: this.tail.upTo });
    }
    for (const event of events) if (event.caseId) this.changed.add(event.caseId);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.guarded(() => this.patch());
    }, GATHER_MS);
    this.counting ??= setTimeout(() => {
      this.counting = undefined;
      this.guarded(async () => void this.live.to('today').emit('today', await this.today.view()));
    }, TODAY_MS);
    const alarmIds = events.flatMap((e) =>
      typeof e.data['alarmId'] === 'string' ? [e.data['alarmId']] : [],
    );
    for (const alarm of await this.alarms.byIds(alarmIds)) this.live.to('alarms').emit('alarm', alarm);
  }

  /** The changed lines and the order they now stand in. */
  private async patch(): Promise<void> {
    const ids = [...this.changed];
    this.changed.clear();
    const [items, order] = await Promise.all([this.queue.items(ids), this.queue.order(ORDER_LENGTH)]);
    this.lastOrder = order.join();
    this.live.to('queue').emit('queue', {
      upserts: items.filter((item) => item.actionable),
      removed: items.filter((item) => !item.actionable).map((item) => item.id),
      order,
      now: new Date(await this.db.now()).toISOString(),
      upTo: this.tail.upTo,
    });
  }

  /**
   * Shows clients how fresh they are, catches what time alone changed in the queue, cuts ended sessions, and keeps track
   * of who is there.
   */
  private async beat(): Promise<void> {
    const now = new Date(await this.db.now()).toISOString();
    this.live.to('beats').emit('beat', { now, upTo: this.tail.upTo });
    const order = await this.queue.order(ORDER_LENGTH);
    const joined = order.join();
    if (joined !== this.lastOrder) {
      const before = new Set(this.lastOrder.split(','));
      this.lastOrder = joined;
      const entered = await this.queue.items(order.filter((id) => !before.has(id)));
      this.live
        .to('queue')
        .emit('queue', { upserts: entered, removed: [], order, now, upTo: this.tail.upTo });
    }
    const here: SignedIn[] = [];
    for (const socket of await this.live.fetchSockets()) {
      const cookie = socket.handshake.headers.cookie;
      if (!(await this.sessions.stillSignedIn(cookie))) socket.disconnect(true);
      else if (mayNow(socket.data.account, 'live.viewing')) here.push(socket.data.account);
    }
    if (here.length > 0) await this.presence.stillThere(here);
  }

  private async tellPresence(caseId: string): Promise<void> {
    this.live.to('queue').emit('presence', { caseId, viewers: await this.presence.viewers(caseId) });
  }

  private guarded(work: () => Promise<void>): void {
    work().catch((error: unknown) =>
      this.log.warn({ err: error }, 'the live push failed; clients will replay'),
    );
  }
}
