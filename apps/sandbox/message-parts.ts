import type { ShortMessage } from './short-message.js';

interface Pending {
  total: number;
  parts: Map<number, { messageId: string; message: ShortMessage }>;
}

const KEEP = 1_000;

/** Puts long messages together. Parts may come in any order; those whose rest never comes are forgotten in the end. */
export class MessageParts {
  private readonly pending = new Map<string, Pending>();

  /** The whole message once its last part is there, null before. A message of one part is whole at once. */
  add(messageId: string, message: ShortMessage): { messageIds: string[]; message: ShortMessage } | null {
    const part = message.part;
    if (!part || part.total <= 1) return { messageIds: [messageId], message };
    const key = [message.from, message.to, part.reference, part.total].join(' ');
    const pending = this.pending.get(key) ?? { total: part.total, parts: new Map() };
    pending.parts.set(part.number, { messageId, message });
    this.pending.set(key, pending);
    if (pending.parts.size < pending.total) {
      const oldest = this.pending.keys().next();
      if (this.pending.size > KEEP && !oldest.done) this.pending.delete(oldest.value);
      return null;
    }
    this.pending.delete(key);
    const ordered = [...pending.parts].sort(([a], [b]) => a - b).map(([, one]) => one);
    return {
      messageIds: ordered.map((one) => one.messageId),
      message: { ...message, text: ordered.map((one) => one.message.text).join('') },
    };
  }
}
