import type { PlaybookRef } from '../playbooks.js';
import { TIERS, type Tier } from '../vocabulary.js';
import type { Figures, TierFigures } from './figures.js';
import type { Fate } from './modelled-scam.js';
import { changeOf, columns, SHOWN, type Shown } from './report-cells.js';

/** Two playbooks over the same alerts, people and officers. */
export interface Comparison {
  days: number;
  seed: string;
  officers: number;
  today: { playbook: PlaybookRef; figures: Figures };
  candidate: { playbook: PlaybookRef; figures: Figures };
}

/** One line of the report: a figure of the whole, or of each tier. */
interface Line<T> {
  words: string;
  shown: Shown;
  of: (figures: T) => number | null;
}

const TIER_WORDS: Readonly<Record<Tier, string>> = {
  critical: 'critical 特急',
  high: 'high 高危',
  medium: 'medium 中危',
  low: 'low 低危',
};

const line = <T>(words: string, shown: Shown, of: Line<T>['of']): Line<T> => ({ words, shown, of });
const scams = (words: string, fate: Fate): Line<TierFigures> => line(words, 'count', (of) => of.scams[fate]);

const BY_TIER: readonly Line<TierFigures>[] = [
  line('cases 案件', 'count', (of) => of.cases),
  line('first attempt, median 首次联系（中位）', 'time', (of) => of.firstAttempt.medianS),
  line('first attempt, 90 % 首次联系（九成）', 'time', (of) => of.firstAttempt.p90S),
  line('first reached, median 首次接通（中位）', 'time', (of) => of.firstReached.medianS),
  line('first reached, 90 % 首次接通（九成）', 'time', (of) => of.firstReached.p90S),
  line('steps overdue 步骤超时', 'count', (of) => of.overdue),
  line('alarms 告警', 'count', (of) => of.alarms),
  line('losses 损失', 'money', (of) => of.lostFen),
  line('losses prevented 避免损失', 'money', (of) => of.preventedFen),
];
const OF_ALL: readonly Line<Figures>[] = [
  line('calls by officers 人工外呼', 'count', (of) => of.calls),
  line('calls per officer and day 每人每日外呼', 'share', (of) => of.callsPerOfficerDay),
  line('robot calls 机器人外呼', 'count', (of) => of.robotCalls),
  line('SMS 短信', 'count', (of) => of.sms),
  line('visits 上门', 'count', (of) => of.visits),
  line('relatives asked 联系亲属', 'count', (of) => of.relativesAsked),
  line('countermeasures proposed 提请反制', 'count', (of) => of.countermeasuresProposed),
  line('persuasions 劝阻人次', 'count', (of) => of.persuasions),
  line('persuaded by phone 电话已劝阻', 'count', (of) => of.persuadedByPhone),
  line('persuaded in person 见面已劝阻', 'count', (of) => of.persuadedInPerson),
  line('face to face 见面', 'count', (of) => of.faceToFace),
  line('relapses 劝阻后反复', 'count', (of) => of.relapses),
  line('cases still open 期末未结', 'count', (of) => of.openAtEnd.open),
  line('cases still watched 期末观察中', 'count', (of) => of.openAtEnd.watched),
];
const BY_FATE: readonly Line<TierFigures>[] = [
  scams('persuaded in time 及时劝阻', 'persuaded'),
  scams('lost 受损', 'lost'),
  scams('over by itself 自行终止', 'unharmed'),
  scams('saw through it 本人已识破', 'self_aware'),
  scams('false alarm 误报', 'false_alarm'),
  scams('not decided yet 未定', 'open'),
];

/** The comparison side by side, as a table for a terminal; the same comparison gives the same bytes. */
export function comparisonReport({ days, seed, officers, today, candidate }: Comparison): string {
  const pair = <T>({ words, shown, of }: Line<T>, of2: (figures: Figures) => T, indent = ''): string => {
    const [before, after] = [of(of2(today.figures)), of(of2(candidate.figures))];
    const show = SHOWN[shown];
    return columns([indent + words, show(before), show(after), changeOf(before, after, show)]);
  };
  const name = ({ id, version }: PlaybookRef): string => `${id} v${version}`;
  const lines = [
    'Playbooks side by side 预案对比推演',
    `${days} days 天, ${today.figures.alerts} alerts 预警, ${officers} officers on duty 在岗值班员, seed 随机种子 ${seed}`,
    '',
    columns(['', 'today 现行', 'candidate 候选', 'change 变化']),
    columns(['playbook 预案', name(today.playbook), name(candidate.playbook), '']),
    ...BY_TIER.flatMap((one) => [
      '',
      pair(one, ({ all }) => all),
      ...TIERS.map((tier) => pair({ ...one, words: TIER_WORDS[tier] }, ({ tiers }) => tiers[tier], '  ')),
    ]),
    '',
    ...OF_ALL.map((one) => pair(one, (figures) => figures)),
    '',
    'scams by what became of them 案情结果',
    ...BY_FATE.map((one) => pair(one, ({ all }) => all, '  ')),
    '',
    'Money in 10,000 yuan 万元. Losses prevented under stated assumptions 按既定假设推算: docs/simulator.md',
    ...troubles('today 现行', today.figures),
    ...troubles('candidate 候选', candidate.figures),
  ];
  return `${lines.map((text) => text.trimEnd()).join('\n')}\n`;
}

/** What nobody should overlook: reports that the playbook does not allow, and invariants that broke. */
function troubles(whose: string, { refused, findings }: Figures): string[] {
  return [
    ...Object.entries(refused).map(
      ([code, count]) => `${whose}: ${count} reports refused 被拒报告 (${code})`,
    ),
    ...findings.map((text) => `${whose}: BROKEN 违反不变式: ${text}`),
  ];
}
