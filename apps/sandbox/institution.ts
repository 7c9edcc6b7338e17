import { DeskError } from '#platform';
import type { AnswerScript } from './answers.js';
import { skewed, type Callbacks } from './callbacks.js';
import type { SandboxClock } from './clock.js';
import type { FaultSet } from './faults.js';
import type { Arrived, Inbox, Institution, OrderItem, OrderState } from './inbox.js';
import type { OrderBook, SavedOrder } from './order-book.js';

export interface OrderRequest {
  /** Idempotency key. */
  orderId: string;
  kind: string;
  target: string;
  until: Date;
  legalBasis: string;
  documentNo: string;
  callbackUrl: string;
}

interface Order {
  request: OrderRequest;
  item: Arrived<Institution>;
  faults: FaultSet;
  /** Steps that are still to come. */
  cancels: (() => void)[];
}

/** Orders that outlive a restart. */
const KEEP = 2_000;
const ENDED: readonly OrderState[] = ['released', 'rejected'];

/** A bank or a carrier: received → acknowledged → in force → released, at the latest at `until`, or rejected. */
export class InstitutionDesk {
  private readonly orders = new Map<string, Order>();

  constructor(
    readonly name: Institution,
    private readonly parts: { clock: SandboxClock; inbox: Inbox; callbacks: Callbacks; orders: OrderBook },
    private readonly script: () => AnswerScript,
  ) {
    for (const saved of parts.orders.load(name)) this.restore(saved);
  }

  /**
   * Takes an order. The same orderId again is the same order, and no second one.
   * @throws DeskError invalid for an end that is past, conflict for an orderId of another kind or target
   */
  place(request: OrderRequest, faults: FaultSet): { orderId: string; institutionRef: string; until: string } {
    const known = this.orders.get(request.orderId);
    if (known && (known.request.kind !== request.kind || known.request.target !== request.target)) {
      throw new DeskError('conflict', 'this orderId belongs to another order');
    }
    const order = known ?? this.open(request, faults);
    const { orderId, institutionRef, until } = order.item;
    return { orderId, institutionRef, until };
  }

  /** @throws DeskError not_found */
  find(orderId: string): Arrived<Institution> {
    return this.order(orderId).item;
  }

  list(state?: OrderState): Arrived<Institution>[] {
    return [...this.orders.values()]
      .map((order) => order.item)
      .filter((item) => !state || item.state === state);
  }

  /** Lifts it, as asked; asking again changes nothing. @throws DeskError not_found */
  release(orderId: string, faults: FaultSet): Arrived<Institution> {
    const order = this.order(orderId);
    if (ENDED.includes(order.item.state)) return order.item;
    order.faults = faults;
    const wait = this.script()[this.name]?.releaseAfterMs;
    if (wait !== null)
      order.cancels.push(this.parts.clock.after(wait ?? 200, () => this.end(order, 'requested')));
    return order.item;
  }

  /** The next step at once, for the inbox page where nothing happens by itself. @throws DeskError not_found, wrong_state */
  async step(orderId: string, state: 'acknowledged' | 'in_force' | 'released' | 'rejected'): Promise<void> {
    const order = this.order(orderId);
    if (ENDED.includes(order.item.state)) throw new DeskError('wrong_state', 'the order has ended');
    if (state === 'released') return this.end(order, 'requested');
    if (state === 'rejected') return this.end(order, 'refused');
    if (state === 'in_force') return this.enforce(order);
    await this.tell(order, state);
  }

  private open(request: OrderRequest, faults: FaultSet): Order {
    const now = this.parts.clock.now();
    if (request.until <= now) {
      throw new DeskError('invalid', 'until: in the past', [
        { field: 'until', code: 'past', message: 'in the past' },
      ]);
    }
    const { callbackUrl: _told, until, ...shown } = request;
    const number = String(this.orders.size + 1).padStart(6, '0');
    const arrived: OrderItem = {
      ...shown,
      institutionRef: `${this.name.toUpperCase()}-${now.toISOString().slice(0, 10).replaceAll('-', '')}-${number}`,
      until: until.toISOString(),
      state: 'received',
    };
    const order: Order = {
      request,
      item: this.parts.inbox.add(this.name, now, arrived),
      faults,
      cancels: [],
    };
    this.orders.set(request.orderId, order);
    this.save();
    this.schedule(order, until.getTime() - now.getTime());
    return order;
  }

  private restore({ callbackUrl, at, item: saved }: SavedOrder): void {
    const until = new Date(saved.until);
    const item = this.parts.inbox.add(this.name, new Date(at), saved);
    const order: Order = { request: { ...saved, until, callbackUrl }, item, faults: {}, cancels: [] };
    this.orders.set(saved.orderId, order);
    if (!ENDED.includes(saved.state))
      this.schedule(order, until.getTime() - this.parts.clock.now().getTime());
  }

  private save(): void {
    const saved = [...this.orders.values()].map(({ request, item }) => {
      const { at, seq: _seq, ...shown } = item;
      return { callbackUrl: request.callbackUrl, at, item: shown };
    });
    this.parts.orders.save(this.name, saved.slice(-KEEP));
  }

  private schedule(order: Order, lastsMs: number): void {
    const { clock } = this.parts;
    const script = this.script()[this.name] ?? {};
    const acknowledgeMs = script.acknowledgeAfterMs === undefined ? 200 : script.acknowledgeAfterMs;
    const inForceMs = script.inForceAfterMs === undefined ? 1_000 : script.inForceAfterMs;
    if (order.faults.receipts === 'failed') {
      order.cancels.push(clock.after(acknowledgeMs ?? 0, () => this.end(order, 'refused')));
      return;
    }
    if (acknowledgeMs !== null) order.cancels.push(clock.after(acknowledgeMs, () => this.acknowledge(order)));
    if (acknowledgeMs !== null && inForceMs !== null) {
      order.cancels.push(clock.after(acknowledgeMs + inForceMs, () => this.enforce(order)));
    }
    order.cancels.push(clock.after(lastsMs, () => this.end(order, 'expired')));
  }

  private async acknowledge(order: Order): Promise<void> {
    if (order.item.state === 'received') await this.tell(order, 'acknowledged');
  }

  private async enforce(order: Order): Promise<void> {
    await this.acknowledge(order);
    if (order.item.state === 'acknowledged') await this.tell(order, 'in_force');
  }

  private async end(order: Order, reason: 'requested' | 'expired' | 'refused'): Promise<void> {
    if (ENDED.includes(order.item.state)) return;
    for (const cancel of order.cancels) cancel();
    order.item.reason = reason;
    await this.tell(order, reason === 'refused' ? 'rejected' : 'released');
  }

  private async tell(order: Order, state: OrderState): Promise<void> {
    order.item.state = state;
    this.parts.inbox.changed();
    this.save();
    const { orderId, institutionRef, kind, until, reason } = order.item;
    const at = skewed(this.parts.clock, order.faults).toISOString();
    const payload = { orderId, institutionRef, kind, state, until, ...(reason ? { reason } : {}), at };
    // Out of order, `in_force` overtakes `acknowledged`; the release may be a day away and waits for nobody.
    const last = state !== 'acknowledged';
    await this.parts.callbacks.send(
      order.request.callbackUrl,
      `order ${orderId}`,
      payload,
      order.faults,
      last,
    );
  }

  private order(orderId: string): Order {
    const order = this.orders.get(orderId);
    if (!order) throw new DeskError('not_found', 'no such order');
    return order;
  }
}
