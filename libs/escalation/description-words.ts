import type { Signal } from './vocabulary.js';

/**
 * Words of an alert's description (预警描述) that stand for a signal. Data: add words freely. The text itself is
 * personal data and never leaves the function below.
 */
export const DESCRIPTION_WORDS: Readonly<Record<Signal, readonly string[]>> = {
  paying_now: ['正在转账', '正在汇款', '正在付款', '正在支付', '准备转账', '正在操作转账', '正在网银转账'],
  on_call_with_scam_line: [
    '正在通话',
    '正与诈骗',
    '通话中未挂断',
    '与嫌疑人通话',
    '与诈骗电话通话',
    '正在接听诈骗',
  ],
  screen_sharing: ['屏幕共享', '共享屏幕', '远程控制', '投屏', '远程协助'],
  cash_handover: ['交付现金', '送现金', '现金交接', '上门取现', '取现交付', '线下交付', '购买黄金'],
  paid_scam_account: ['已转账', '已汇款', '已付款', '已支付', '已被骗', '转账成功', '已垫付'],
  scam_app_active: ['下载诈骗APP', '安装涉诈APP', '涉诈APP活跃', '登录涉诈', '诈骗APP', '访问涉诈'],
  police_impersonation_script: [
    '安全账户',
    '冒充公检法',
    '通缉令',
    '逮捕令',
    '洗钱案件',
    '资金清查',
    '保密协议',
  ],
  repeated_contact: ['多次通话', '多次联系', '频繁联系', '反复拨打', '多次接听'],
};

/** Directly before a word these turn it into its opposite. */
export const NEGATIONS: readonly string[] = ['未', '没有', '没', '并未', '尚未', '无', '拒绝', '停止'];

const negated = (text: string, at: number): boolean => NEGATIONS.some((no) => text.slice(0, at).endsWith(no));

function has(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!negated(text, at)) return true;
  return false;
}

/** The signals that a description speaks of, by key; the text is not kept. */
export function signalsInDescription(text: string): Signal[] {
  const plain = text.replace(/\s+/gu, '').toUpperCase();
  const signals = Object.keys(DESCRIPTION_WORDS) as Signal[];
  return signals.filter((signal) => DESCRIPTION_WORDS[signal].some((word) => has(plain, word)));
}
