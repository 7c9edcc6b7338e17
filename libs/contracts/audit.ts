/** One line of the trail: who did what to which object. `data` holds keys, reasons and numbers. */
export interface AuditEntryView {
  id: string;
  at: string;
  /** Place in the chain; null until it is sealed, within a second. */
  no: number | null;
  /** The account; null for the desk itself and for sources. */
  actor: { id: string; name: string } | null;
  actorKind: 'account' | 'source' | 'system';
  action: string;
  entity: string;
  entityId: string | null;
  data: Record<string, unknown>;
  /** Hex. */
  hash: string | null;
}

/** `GET /api/v1/audit`, newest first. */
export interface AuditPage {
  items: AuditEntryView[];
  /** Goes into `before` for the next page; null on the last. */
  next: string | null;
}

/**
 * Why the trail is not what it was. missing: an entry is not there. changed: it does not give its own hash. unlinked: it
 * does not follow the one before it. anchored_otherwise: the chain is whole, but not the one that was anchored.
 * unanchored: it stood for an hour without an anchor outside the database. anchor_unreadable: line `no` of the anchor
 * file is none.
 */
export const AUDIT_FAULTS = [
  'missing',
  'changed',
  'unlinked',
  'anchored_otherwise',
  'unanchored',
  'anchor_unreadable',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

/** `POST /api/v1/audit/verify`: how much was checked, or the first broken link. */
export type AuditVerdict =
  | { ok: true; entries: number; unsealed: number; anchors: number }
  | { ok: false; no: number; id: string | null; reason: AuditFault };
