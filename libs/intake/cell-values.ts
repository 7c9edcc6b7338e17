import { FRAUD_TYPES, SIGNALS, TIERS, type FraudType, type Signal, type Tier } from '#escalation';

/**
 * Words of the desk as files write them; keys themselves are understood too. domain.md sections 2 and 4. Levels by number
 * or colour are not here: each province counts them its own way, and a guess would set a floor.
 */
const TIER_WORDS: Record<Tier, readonly string[]> = {
  critical: ['特急', '特急级'],
  high: ['高危', '高', '高风险', '高危级'],
  medium: ['中危', '中', '中风险', '中危级'],
  low: ['低危', '低', '低风险', '低危级'],
};

/** Words that a type's name contains, most telling first; the first type that matches is taken. */
const FRAUD_WORDS: readonly (readonly [FraudType, RegExp])[] = [
  ['rebate_task', /刷单|返利|做任务|垫付/],
  ['impersonate_police', /公检法|冒充(公安|警察|检察|法院|政府)|政府机关/],
  ['fake_customer_service', /冒充.*客服|客服|电商物流|物流/],
  ['impersonate_leader', /冒充.*(领导|熟人|老板|亲友)|领导|熟人/],
  ['fake_credit', /征信/],
  ['fake_loan', /贷款|网贷|办卡/],
  ['romance', /婚恋|交友|杀猪|恋爱/],
  ['fake_investment', /投资|理财|炒股|荐股|虚拟币/],
  ['game_trade', /游戏/],
  ['prize', /中奖/],
  ['blackmail', /裸聊|敲诈|勒索/],
  ['fake_shopping', /购物|网购|虚假.*服务/],
  ['other', /^其他|^其它|^其他类/],
];

const SIGNAL_WORDS: readonly (readonly [Signal, RegExp])[] = [
  ['paying_now', /正在(转账|付款|支付|汇款)/],
  ['on_call_with_scam_line', /正在(与.*)?通话|通话中/],
  ['screen_sharing', /屏幕共享|共享屏幕/],
  ['cash_handover', /现金(交付|交接|取款)|上门取(现|款)/],
  ['paid_scam_account', /已(向.*)?(转账|付款|支付|汇款)/],
  ['scam_app_active', /涉诈app|诈骗app/i],
  ['police_impersonation_script', /公检法/],
  ['repeated_contact', /多次(联系|通话|接触)|频繁(联系|通话)/],
];

const bare = (cell: string): string => cell.normalize('NFKC').replace(/\s/gu, '').toLowerCase();

/** A tier's key; what nobody defined is given back as it is, for the examiner to name. */
export function readTier(cell: string): string {
  const word = bare(cell);
  return (
    TIERS.find((tier) => tier === word || TIER_WORDS[tier].some((known) => bare(known) === word)) ?? cell
  );
}

export function readFraudType(cell: string): string {
  const word = bare(cell);
  return (
    FRAUD_TYPES.find((type) => type === word) ??
    FRAUD_WORDS.find(([, known]) => known.test(word))?.[0] ??
    cell
  );
}

export function readSignals(cell: string): string[] {
  return cell
    .split(/[,;、,;/|]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(
      (part) =>
        SIGNALS.find((key) => key === part) ??
        SIGNAL_WORDS.find(([, known]) => known.test(part))?.[0] ??
        part,
    );
}

const UNITS: Record<string, number> = { 元: 1, 千: 1_000, 万: 10_000, 亿: 100_000_000 };

/**
 * An amount of money in fen: `12,000`, `¥1.5万`, `3千元`, `2.00`. Null for what is none.
 * @param yuan what one unit stands for where the cell names no unit
 */
export function readAmountFen(cell: string, yuan: number): number | null {
  const text = bare(cell).replace(/,|¥|¥|元|人民币|rmb|cny/g, '');
  const match = /^(\d+(?:\.\d+)?)(?:e\+?(\d{1,2}))?(亿|万|千)?$/.exec(text);
  if (!match) return null;
  const own = match[3] === undefined && /元/.test(bare(cell)) ? '元' : match[3];
  const unit = own === undefined ? yuan : UNITS[own]!;
  const fen = Math.round(Number(match[1]) * 10 ** Number(match[2] ?? 0) * unit * 100);
  return Number.isSafeInteger(fen) ? fen : null;
}

const WRITTEN =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ t]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/;
/** Days from the spreadsheet's day 0 to the Unix epoch; its calendar believes that 1900 was a leap year. */
const SERIAL_EPOCH = 25_569;
/** Serials of 1980-01-01 and 2100-01-01: a plain number outside is no date. */
const SERIALS = [29_221, 73_051] as const;

/**
 * A time of the desk's zone (Asia/Shanghai, +08:00, no summer time since 1991) as RFC 3339: `2023/6/30 9:05`,
 * `2023年6月30日 9时5分`, `20230630090500`, a spreadsheet's serial. With a zone of its own it stays as it is; what is
 * no time is given back for the examiner to name.
 */
export function readTime(cell: string): string {
  const text = cell.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();
  const match = WRITTEN.exec(text) ?? COMPACT.exec(text);
  if (match) {
    const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
    const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0');
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}+08:00`;
  }
  const serial = /^\d{5}(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (serial >= SERIALS[0] && serial < SERIALS[1]) {
    const seconds = Math.round((serial - SERIAL_EPOCH) * 86_400);
    return `${new Date(seconds * 1000).toISOString().slice(0, 19)}+08:00`;
  }
  return cell;
}
