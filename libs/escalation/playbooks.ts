import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import type { Playbook } from './playbook.js';

/** Every version that a case may have started with; a case keeps its own (design.md section 4). */
const PLAYBOOKS: readonly Playbook[] = [DEFAULT_PLAYBOOK];

/**
 * The playbook a case started with.
 *
 * @throws when this build does not know it: such a case must not be decided by another one's rules.
 */
export function playbookOf(ref: { id: string; version: number }): Playbook {
  const found = PLAYBOOKS.find((one) => one.id === ref.id && one.version === ref.version);
  if (!found) throw new Error(`playbook ${ref.id} v${ref.version} is not known`);
  return found;
}
