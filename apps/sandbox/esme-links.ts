import type { SandboxClock } from './clock.js';
import { STATUS, type SmppSession } from './smpp.js';

export type BindMode = 'transceiver' | 'transmitter' | 'receiver';

interface Waiting {
  fields: Record<string, unknown>;
  sent: boolean;
}

const AGAIN_MS = 5_000;

/**
 * Bound sessions and what waits for them. A deliver_sm is kept until an ESME has acknowledged it: when nobody is
 * bound, when the link breaks before the answer, and when the answer is an error, it is delivered again.
 */
export class EsmeLinks {
  private readonly sessions = new Map<SmppSession, { systemId: string; mode: BindMode }>();
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(private readonly clock: SandboxClock) {}

  of(session: SmppSession): { systemId: string; mode: BindMode } | undefined {
    return this.sessions.get(session);
  }

  /** System ids that are bound, for the inbox page. */
  bound(): string[] {
    return [...this.sessions.values()].map(({ systemId, mode }) => `${systemId} (${mode})`);
  }

  add(session: SmppSession, systemId: string, mode: BindMode): void {
    this.sessions.set(session, { systemId, mode });
    this.flush(systemId);
  }

  remove(session: SmppSession): void {
    const bound = this.sessions.get(session);
    if (!bound) return;
    this.sessions.delete(session);
    for (const one of this.waiting.get(bound.systemId) ?? []) one.sent = false;
    this.flush(bound.systemId);
  }

  /** Delivers now or when the ESME is back. */
  deliver(systemId: string, fields: Record<string, unknown>): void {
    this.waiting.set(systemId, [...(this.waiting.get(systemId) ?? []), { fields, sent: false }]);
    this.flush(systemId);
  }

  private flush(systemId: string): void {
    const session = [...this.sessions].find(
      ([one, bound]) => bound.systemId === systemId && bound.mode !== 'transmitter' && one.socket.writable,
    )?.[0];
    if (!session) return;
    for (const one of this.waiting.get(systemId) ?? []) {
      if (one.sent) continue;
      one.sent = true;
      session.deliver_sm({ ...one.fields }, (answer) =>
        this.acknowledged(systemId, one, answer.command_status),
      );
    }
  }

  private acknowledged(systemId: string, one: Waiting, status: number): void {
    if (status === STATUS.ok) {
      const rest = (this.waiting.get(systemId) ?? []).filter((other) => other !== one);
      this.waiting.set(systemId, rest);
      return;
    }
    this.clock.after(AGAIN_MS, () => {
      one.sent = false;
      this.flush(systemId);
    });
  }
}
