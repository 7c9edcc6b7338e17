import type { Comparison, Playbook } from '#escalation';

/** A version of a playbook, built-in or of the office. */
export interface PlaybookVersion {
  id: string;
  version: number;
  state: 'built_in' | 'draft' | 'published';
  /** Cases that open now begin with it. */
  inForce: boolean;
  note: string | null;
  draftedBy: { id: string; name: string } | null;
  draftedAt: string | null;
  publishedBy: { id: string; name: string } | null;
  effectiveFrom: string | null;
  /** Whether it was simulated. To be published it has to be beside the version in force then, and nothing found. */
  simulated: boolean;
}

export interface PlaybookText extends PlaybookVersion {
  /** As YAML, to read and to edit. */
  document: string;
  body: Playbook;
}

/** The version in force and another one, side by side. */
export interface PlaybookComparison extends Comparison {
  /** desk: its own alerts of the last days. made_up: none came in, so those of a modelled district. */
  alerts: 'desk' | 'made_up';
}

/** What is different: where, what stood there and what stands there now. */
export interface PlaybookDifference {
  path: string;
  before: unknown;
  after: unknown;
}

/** What a check of a text said. */
export interface PlaybookVerdict {
  ok: boolean;
  errors: { field: string; code: string; message: string; messageZh: string }[];
}
