import type { CountermeasureKind, FraudType } from '#escalation';

/**
 * Texts of the desk's short messages (domain.md section 8): calm, checkable through 96110 by a code, never with a link,
 * never asking for a code, a password or money. Written at send time; only the template's name is kept.
 */
export const TEMPLATES = ['warning', 'relative_ask', 'countermeasure_notice'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** A text of more parts than this is a mistake in a template. */
export const MAX_PARTS = 3;

const SIGNATURE = '【反诈中心】';
const verify = (code: string): string => `真伪请拨96110，报核验码${code}查询。`;
const NEVER = '我们不会索要验证码、密码，也不会要求转账。';

/** How the person is told, by type of fraud. Nothing here shames them if somebody else reads it. */
const WARNINGS: Readonly<Record<FraudType, string>> = {
  rebate_task: '您可能正遭遇刷单返利诈骗，先垫付再返利的都是诈骗，已垫的钱不要再追加。',
  fake_investment: '您可能正遭遇虚假投资诈骗，平台里的盈利是假的，交税、解冻才能提现也是诈骗。',
  fake_shopping: '您可能正遭遇虚假购物诈骗，请勿脱离平台私下付款。',
  fake_customer_service: '您可能正遭遇冒充客服诈骗，请立即退出屏幕共享、挂断电话，不要转账。',
  fake_credit: '您可能正遭遇虚假征信诈骗，征信不能靠转账修复，请立即退出屏幕共享。',
  fake_loan: '您可能正遭遇虚假贷款诈骗，放款前收费的都是诈骗。',
  impersonate_police: '您可能正遭遇冒充公检法诈骗，公检法不会电话办案，没有安全账户，请立即挂断。',
  impersonate_leader: '您可能正遭遇冒充领导熟人诈骗，转账前请当面或用原号码核实。',
  romance: '您可能正遭遇网络交友诈骗，未见过面的人谈钱，请先停下。',
  game_trade: '您可能正遭遇虚假游戏交易诈骗，请勿脱离平台交易，不要交保证金、解冻费。',
  prize: '您可能正遭遇虚假中奖诈骗，先交费再领奖的都是诈骗。',
  blackmail: '如有人威胁您转账，请不要付款，付款后对方不会停手，警方会为您保密。',
  other: '您可能正遭遇电信网络诈骗，请先停止转账，挂断对方电话。',
};

export function warning(fraudType: FraudType, code: string): string {
  return `${SIGNATURE}${WARNINGS[fraudType]}我们会用96110与您联系，${NEVER}${verify(code)}`;
}

/** The digits that a relative may answer with; the order is that of the text. */
export const RELATIVE_DIGITS = ['1', '2', '3'] as const;
export type RelativeDigit = (typeof RELATIVE_DIGITS)[number];

const NAMES: Readonly<Record<FraudType, string>> = {
  rebate_task: '刷单返利诈骗',
  fake_investment: '虚假投资诈骗',
  fake_shopping: '虚假购物诈骗',
  fake_customer_service: '冒充客服诈骗',
  fake_credit: '虚假征信诈骗',
  fake_loan: '虚假贷款诈骗',
  impersonate_police: '冒充公检法诈骗',
  impersonate_leader: '冒充熟人诈骗',
  romance: '网络交友诈骗',
  game_trade: '虚假游戏交易诈骗',
  prize: '虚假中奖诈骗',
  // Hidden from relatives (domain.md section 4), like every type nobody has told us.
  blackmail: '电信网络诈骗',
  other: '电信网络诈骗',
};

/** @param maskedName 张**; null when no name is known. */
export function relativeAsk(fraudType: FraudType, maskedName: string | null, code: string): string {
  const who = maskedName === null ? '您的亲属' : `您的亲属${maskedName}`;
  return (
    `${SIGNATURE}${who}可能正遭遇${NAMES[fraudType]}，请尽快陪在身边，劝其不要转账。` +
    `回复1：我和他/她在一起；回复2：联系不上；回复3：情况不妙。${NEVER}${verify(code)}`
  );
}

const MEASURES: Readonly<Record<CountermeasureKind, string>> = {
  transfer_limit: '账户转账已临时限额',
  stop_payment: '相关账户已临时止付',
  line_suspension: '号码通话已临时暂停（110、120、96110可拨打）',
  call_forward_cancel: '呼叫转移已取消',
  network_cut: '上网功能已临时关闭',
};

/**
 * Reason, end and how to appeal (反电信网络诈骗法 Art 32(3)).
 *
 * @param until local time of the end, as text; null when the institution has not told it.
 */
export function countermeasureNotice(kind: CountermeasureKind, until: string | null, code: string): string {
  const end = until === null ? '到期自动恢复' : `至${until}自动恢复`;
  return (
    `${SIGNATURE}为防止您的资金受骗，您的${MEASURES[kind]}，${end}。` +
    `如有异议，请拨96110申诉，报核验码${code}，2小时内受理，24小时内答复。${NEVER}`
  );
}

/** Local time of the desk as a person reads it: 6月30日 09:05. */
export function localTime(at: Date): string {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
