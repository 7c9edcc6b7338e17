import type { FraudType, PersonFlag, Signal, Tier } from '#escalation';
import type { FieldError } from './problem.js';

/** One alert as a source sends it (design.md section 5). Money in fen, times RFC 3339 with offset. */
export interface AlertInput {
  sourceRef: string;
  raisedAt: string;
  tier?: Tier | string;
  fraudType: FraudType | string;
  person: {
    name?: string;
    phone?: string;
    idNumber?: string;
    address?: string;
    station?: string;
    flags?: PersonFlag[];
  };
  signals?: Signal[];
  suspect?: { phones?: string[]; accounts?: string[]; urls?: string[]; apps?: string[] };
  amountFen?: number;
  description?: string;
}

export type AlertStatus = 'accepted' | 'revised' | 'duplicate' | 'quarantined';

export interface AlertResult {
  sourceRef: string;
  id: string;
  status: AlertStatus;
  errors?: FieldError[];
}

export interface AlertsAccepted {
  results: AlertResult[];
}

export interface ImportReport {
  importId: string;
  rows: number;
  counts: Record<AlertStatus, number>;
  /** Accepted rows that carry warnings. */
  warned: number;
  quarantine: QuarantineRow[];
  /** True when `quarantine` lists only the first rows of more. */
  truncated: boolean;
}

export interface QuarantineRow {
  alertId: string;
  row: number | null;
  sourceId: string;
  sourceRef: string | null;
  receivedAt: string;
  dueAt: string;
  reasons: FieldError[];
}
