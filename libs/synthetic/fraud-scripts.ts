import type { AlertInput, CaseView } from '#contracts';
import type { Rng } from './rng.js';

export type SyntheticFraudType = CaseView['fraudType'];
export type SyntheticSignal = NonNullable<AlertInput['signals']>[number];

/**
 * How often each type is drawn. The first ten add up to 0.88, as in domain.md section 4; the split inside the ten
 * and inside the rest is our own choice.
 */
export const FRAUD_TYPE_WEIGHTS: Readonly<Record<SyntheticFraudType, number>> = {
  rebate_task: 0.25,
  fake_investment: 0.14,
  fake_shopping: 0.11,
  fake_customer_service: 0.12,
  fake_credit: 0.06,
  fake_loan: 0.07,
  impersonate_police: 0.05,
  impersonate_leader: 0.03,
  romance: 0.03,
  game_trade: 0.02,
  prize: 0.02,
  blackmail: 0.04,
  other: 0.06,
};

/** What the source saw and what it wrote about it. `{minutes}`, `{yuan}`, `{app}` are filled in by `describe`. */
interface FraudScript {
  texts: readonly string[];
  apps: readonly string[];
  /** Signals that fit this type besides those that its danger brings. */
  typical: readonly SyntheticSignal[];
}

export const FRAUD_SCRIPTS: Readonly<Record<SyntheticFraudType, FraudScript>> = {
  rebate_task: {
    texts: [
      '疑似下载刷单APP“{app}”，已完成小额返利，正被引导做大额联单任务。',
      '近{minutes}分钟多次访问刷单返利网址，疑似被拉入任务群，客服要求垫付{yuan}元。',
    ],
    apps: ['任务通', '悦返利', '云点单'],
    typical: ['scam_app_active', 'repeated_contact'],
  },
  fake_investment: {
    texts: [
      '频繁登录虚假投资平台“{app}”，疑似在“导师”指导下准备入金{yuan}元。',
      '与境外投资群长期联系，平台显示盈利但无法提现，对方要求缴纳{yuan}元保证金。',
    ],
    apps: ['鼎信财富通', '恒盈国际', '量投宝'],
    typical: ['scam_app_active', 'repeated_contact'],
  },
  fake_shopping: {
    texts: [
      '在社交平台购买低价商品，卖家要求脱离平台转账{yuan}元。',
      '疑似访问仿冒购物网站，已提交收货信息，对方以“交定金”为由催促付款。',
    ],
    apps: ['闪购仓', '优品直供'],
    typical: ['repeated_contact'],
  },
  fake_customer_service: {
    texts: [
      '接听冒充电商客服电话{minutes}分钟，对方以“取消百万保障”为由要求共享屏幕。',
      '疑似冒充快递理赔，已诱导下载会议软件“{app}”，正在操作手机银行。',
    ],
    apps: ['云会议通', '客服助手'],
    typical: ['screen_sharing', 'on_call_with_scam_line'],
  },
  fake_credit: {
    texts: [
      '对方冒充金融平台客服，称“不注销校园贷将影响征信”，已通话{minutes}分钟。',
      '疑似被要求清空网贷额度并转入“验证账户”，金额约{yuan}元。',
    ],
    apps: ['征信管家', '云会议通'],
    typical: ['screen_sharing', 'on_call_with_scam_line'],
  },
  fake_loan: {
    texts: [
      '申请虚假贷款，对方称银行卡号填错致资金冻结，要求转“解冻费”{yuan}元。',
      '下载贷款APP“{app}”，已提交身份信息，被要求先交会员费。',
    ],
    apps: ['速融贷', '安心借'],
    typical: ['scam_app_active', 'repeated_contact'],
  },
  impersonate_police: {
    texts: [
      '接到境外来电{minutes}分钟，对方自称“公安民警”，称其涉嫌洗钱，要求到宾馆“配合调查”。',
      '疑似冒充公检法，要求将资金转入“安全账户”并对家人保密。',
    ],
    apps: ['安全防护', '案件查询'],
    typical: ['police_impersonation_script', 'on_call_with_scam_line'],
  },
  impersonate_leader: {
    texts: [
      '陌生号码冒充单位领导添加好友，以急用为由要求转账{yuan}元。',
      '疑似冒充熟人，称“手机号换了”，正催促代为垫付款项。',
    ],
    apps: ['微讯'],
    typical: ['repeated_contact'],
  },
  romance: {
    texts: [
      '与网恋对象联系{minutes}天以上，对方以“内部渠道”为由推荐平台“{app}”。',
      '疑似杀猪盘，对方称来见面途中遇困，要求汇款{yuan}元。',
    ],
    apps: ['恒盈国际', '缘语'],
    typical: ['repeated_contact'],
  },
  game_trade: {
    texts: [
      '在虚假游戏交易平台出售账号，客服称账户冻结，要求充值{yuan}元解冻。',
      '疑似未成年人使用家长手机，被诱导以“领游戏皮肤”为由扫码支付。',
    ],
    apps: ['游易购', '装备行'],
    typical: ['repeated_contact'],
  },
  prize: {
    texts: ['收到虚假中奖信息，对方要求先缴纳“个人所得税”{yuan}元。', '疑似点击中奖链接并填写银行卡信息。'],
    apps: ['幸运盒'],
    typical: ['repeated_contact'],
  },
  blackmail: {
    texts: [
      '疑似下载裸聊软件“{app}”，通讯录已被窃取，正被勒索{yuan}元。',
      '对方以群发视频相威胁，持续索要钱款。',
    ],
    apps: ['夜语直播', '蜜聊'],
    typical: ['scam_app_active', 'repeated_contact'],
  },
  other: {
    texts: [
      '与已标记涉诈号码通话{minutes}分钟，诈骗类型待核实。',
      '多次访问涉诈网址，具体情形待劝阻时了解。',
    ],
    apps: ['未知应用'],
    typical: ['repeated_contact'],
  },
};

/** A description in Chinese that fits the type. It names no person. */
export function describeFraud(rng: Rng, fraudType: SyntheticFraudType, app: string): string {
  return rng
    .pick(FRAUD_SCRIPTS[fraudType].texts)
    .replaceAll('{minutes}', String(rng.int(3, 58)))
    .replaceAll('{yuan}', String(rng.int(5, 800) * 100))
    .replaceAll('{app}', app);
}
