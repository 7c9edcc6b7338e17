import { DEFAULT_OUTCOMES } from '../default.outcomes.js';
import type { Edge, Ladder, Playbook, RungSpec } from '../playbook.js';
import { OUTCOMES, type Tier } from '../vocabulary.js';
import type { PlaybookFinding } from './finding.js';
import type { LadderGraph } from './ladder-graph.js';

type Must = (ok: boolean, tier: Tier | null, rungs: string[], message: string, messageZh: string) => void;

/** The findings of the limits that do not hold. */
function broken(check: (must: Must) => void): PlaybookFinding[] {
  const found: PlaybookFinding[] = [];
  check((ok, tier, rungs, message, messageZh) => {
    if (!ok) found.push({ code: 'limit', tier, rungs, message, messageZh });
  });
  return found;
}

/**
 * What no office may loosen of the outcomes (domain.md sections 2, 3 and 5; design.md rule 4): what each means, who is
 * asked before a case ends, what relatives never learn.
 */
export function outcomeLimits(playbook: Playbook): PlaybookFinding[] {
  return broken((must) => {
    outcomesKept(playbook, must);
    must(
      playbook.hiddenFromRelatives.includes('blackmail'),
      null,
      [],
      'blackmail is hidden from relatives',
      '裸聊敲诈须对亲属隐去类型',
    );
  });
}

/**
 * What no office may loosen of a ladder, with whatever variants are laid over it: who proposes a countermeasure, what is
 * done without a person, and that the most urgent tiers sleep neither by night nor unheard.
 */
export const ladderLimits = ({ ladder }: Pick<LadderGraph, 'ladder'>, tier: Tier): PlaybookFinding[] =>
  broken((must) => ladderKept(ladder, tier, must));

const within = <T>(some: readonly T[] | undefined, all: readonly T[] | undefined): boolean =>
  all === undefined || (some !== undefined && some.every((one) => all.includes(one)));

function outcomesKept(playbook: Playbook, must: Must): void {
  for (const outcome of OUTCOMES) {
    const [rule, fixed] = [playbook.outcomes[outcome], DEFAULT_OUTCOMES[outcome]];
    const same = rule.ends === fixed.ends && rule.reached === fixed.reached && rule.inWatch === fixed.inWatch;
    const refuses =
      same &&
      within(rule.kinds, fixed.kinds) &&
      within(rule.tiers, fixed.tiers) &&
      rule.notYet === fixed.notYet;
    must(
      refuses,
      null,
      [],
      `outcome ${outcome}: what it means (ends, reached, inWatch) and who may report it cannot be widened`,
      `结果 ${outcome}：其含义（ends、reached、inWatch）与可上报方式不得放宽`,
    );
    must(
      within(fixed.secondReviewer ?? [], rule.secondReviewer ?? []),
      null,
      [],
      `outcome ${outcome} needs a second person in ${fixed.secondReviewer?.join(' and ')}`,
      `结果 ${outcome} 在 ${fixed.secondReviewer?.join('、')} 须经第二人复核`,
    );
    for (const edge of [...rule.edges, ...Object.values(rule.byKind ?? {}).flatMap((one) => one.edges)])
      mayEdge(edge, null, null, must);
  }
}

function ladderKept(ladder: Ladder, tier: Tier, must: Must): void {
  const urgent = tier === 'critical' || tier === 'high';
  must(
    !urgent || !ladder.quiet,
    tier,
    [],
    `${tier}: quiet hours hold back medium and low only`,
    `${tier}：夜间静默只适用于中危与低危`,
  );
  must(
    !urgent || ladder.visitAfterPhone,
    tier,
    [],
    `${tier}: who was persuaded by phone still gets the visit`,
    `${tier}：电话劝阻后仍须上门`,
  );
  must(
    tier === 'low' || ladder.alarmsAt.includes(100),
    tier,
    [],
    `${tier}: a clock that runs out alarms the supervisor`,
    `${tier}：时限到期须提醒值班长`,
  );
  must(
    tier === 'low' || ladder.onStale === 'reverify',
    tier,
    [],
    `${tier}: only low expires`,
    `${tier}：只有低危可以失效`,
  );
  must(
    tier !== 'critical' || ladder.heldCallAfterS <= 120,
    tier,
    [],
    'critical: an officer may call after 2 minutes although the source is held',
    'critical：来源被暂缓时，2 分钟后值班员仍可致电',
  );
  for (const spec of ladder.rungs) rungLimits(spec, tier, must);
}

function rungLimits(spec: RungSpec, tier: Tier, must: Must): void {
  const { id, kind, by, catchUp } = spec;
  const urgent = tier === 'critical' || tier === 'high';
  // Whoever was persuaded by phone is owed no visit that was left out.
  must(
    !urgent || kind !== 'visit' || catchUp !== 'skip',
    tier,
    [id],
    `${tier}: ${id} is a visit, and one that was missed is still made (catchUp: fire)`,
    `${tier}：${id} 为上门步骤，错过后仍须补做（catchUp: fire）`,
  );
  must(
    kind !== 'countermeasure' || by === 'officer',
    tier,
    [id],
    `${tier}: ${id}: the system never proposes; an officer does`,
    `${tier}：${id}：反制措施只能由值班员提出`,
  );
  must(
    kind !== 'relative' ||
      (['no_relative', 'type_hidden_from_relatives'] as const).every((one) => spec.skipWhen?.includes(one)),
    tier,
    [id],
    `${tier}: ${id} must be skipped on no_relative and on type_hidden_from_relatives`,
    `${tier}：${id} 须在 no_relative 与 type_hidden_from_relatives 时跳过`,
  );
  const edges = [
    ...Object.values(spec.on ?? {}).flat(),
    ...Object.values(spec.outcomes ?? {}).flatMap((answer) => answer.edges),
  ];
  for (const edge of edges) mayEdge(edge, tier, spec, must);
}

/** Only an expiry closes by itself, only in low; only a stop payment on the receiving account is drafted. */
function mayEdge(edge: Edge, tier: Tier | null, spec: RungSpec | null, must: Must): void {
  const at = spec ? `${tier}: ${spec.id}` : 'outcomes';
  const rungs = spec ? [spec.id] : [];
  if (edge.do === 'close') {
    const expires =
      tier === 'low' &&
      spec?.kind === 'wait' &&
      spec.skipWhen?.includes('person_reached') === true &&
      edge.outcome === 'expired';
    must(
      expires,
      tier,
      rungs,
      `${at}: by itself a case is closed only as expired, in low, by a wait that is skipped when the person was reached`,
      `${at}：系统只能在低危、由联系到本人即跳过的 wait 步骤以 expired 结案`,
    );
  }
  if (edge.do === 'draft')
    must(
      edge.countermeasure === 'stop_payment' && edge.target === 'suspect_account',
      tier,
      rungs,
      `${at}: only a stop payment on the receiving account may be drafted`,
      `${at}：只可自动起草对收款账户的止付`,
    );
}
