import { BUILT_IN_PLAYBOOKS } from './default.playbook.js';
import type { Playbook } from './playbook.js';

/** Which playbook, and which of its versions: what a case keeps. */
export interface PlaybookRef {
  id: string;
  version: number;
}

/** A version that came with the product; undefined for those of the office, which are rows. */
export const builtInPlaybook = ({ id, version }: PlaybookRef): Playbook | undefined =>
  BUILT_IN_PLAYBOOKS.find((one) => one.id === id && one.version === version);
