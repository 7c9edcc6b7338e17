import type { FieldError } from '#contracts';
import type { Comparison, Figures, PlaybookRef } from '#escalation';
import { DeskError } from '#platform';

/** As the database keeps it with a draft: of the last simulation, null before the first. */
export type KeptSimulation = Pick<Comparison, 'today' | 'candidate'> | null;

export const sameVersion = (a: PlaybookRef, b: PlaybookRef): boolean =>
  a.id === b.id && a.version === b.version;
const nameOf = ({ id, version }: PlaybookRef): string => `${id} v${version}`;

const flaw = (code: string, message: string, messageZh: string): FieldError => ({
  field: 'simulation',
  code,
  message,
  messageZh,
});

/**
 * A draft may be published on its last simulation: there is one, beside the version in force now, and nothing was found.
 *
 * @throws DeskError wrong_state when it has to be simulated (again); invalid, with each finding, when it must not be
 *   published as it is
 */
export function assertSimulated(kept: KeptSimulation, inForce: PlaybookRef): void {
  if (!kept) {
    throw refusal(
      'wrong_state',
      flaw(
        'not_simulated',
        'simulate it beside the version in force before it is published',
        '发布前须与现行预案对比推演',
      ),
    );
  }
  const { playbook: beside } = kept.today;
  if (!sameVersion(beside, inForce)) {
    throw refusal(
      'wrong_state',
      flaw(
        'simulation_outdated',
        `it was simulated beside ${nameOf(beside)}, and ${nameOf(inForce)} is in force now: simulate it again`,
        `推演时对比的是 ${nameOf(beside)}，现行预案已是 ${nameOf(inForce)}，请重新推演`,
      ),
    );
  }
  const found = foundIn(kept.candidate.figures);
  if (found.length > 0) throw refusal('invalid', ...found);
}

const refusal = (code: 'wrong_state' | 'invalid', ...errors: FieldError[]): DeskError =>
  new DeskError(code, errors.map(({ message }) => message).join('; '), errors);

/** What the simulator found of the draft: invariants that broke, and reports of people that it does not allow. */
function foundIn({ findings, refused }: Pick<Figures, 'findings' | 'refused'>): FieldError[] {
  return [
    ...findings.map((text) =>
      flaw('simulation_finding', `its simulation broke an invariant: ${text}`, `推演违反不变式：${text}`),
    ),
    ...Object.entries(refused).map(([code, count]) =>
      flaw(
        'simulation_refused',
        `in its simulation ${count} reports were refused (${code})`,
        `推演中有 ${count} 份报告被拒（${code}）`,
      ),
    ),
  ];
}
