/** Fields that a column of an alert file can hold (domain.md section 9). `unit` and `ignored` need no column. */
export const FILE_FIELDS = [
  'sourceRef',
  'raisedAt',
  'pushedBy',
  'tier',
  'fraudType',
  'name',
  'idNumber',
  'phone',
  'address',
  'station',
  'suspectPhones',
  'suspectLinks',
  'suspectAccounts',
  'amount',
  'description',
  'signals',
] as const;
export type FileField = (typeof FILE_FIELDS)[number];

/** Headers that offices write, without spaces, punctuation and what stands in parentheses. First: the usual one. */
export const HEADERS: Record<FileField, readonly string[]> = {
  sourceRef: [
    '预警编号',
    '编号',
    '预警号',
    '预警id',
    '预警流水号',
    '流水号',
    '线索编号',
    '指令编号',
    '工单编号',
    '工单号',
    'sourceref',
    'alertid',
  ],
  raisedAt: [
    '预警时间',
    '推送时间',
    '下发时间',
    '发现时间',
    '发生时间',
    '预警日期',
    '推送日期',
    '下发日期',
    '生成时间',
    '时间',
    '日期',
    'raisedat',
    'time',
  ],
  pushedBy: ['推送单位', '来源单位', '下发单位', '数据来源', '预警来源', '来源', 'source'],
  tier: ['预警等级', '风险等级', '预警级别', '风险级别', '危险等级', '等级', '级别', 'tier', 'level'],
  fraudType: [
    '涉诈类型',
    '诈骗类型',
    '诈骗类别',
    '涉诈类别',
    '案件类型',
    '案件类别',
    '诈骗手法',
    '预警类型',
    '类型',
    '类别',
    'fraudtype',
    'type',
  ],
  name: [
    '姓名',
    '预警对象',
    '被预警人',
    '预警对象姓名',
    '潜在受害人',
    '受害人',
    '受害人姓名',
    '被害人',
    '被害人姓名',
    '事主',
    '事主姓名',
    '当事人',
    '当事人姓名',
    '机主姓名',
    '机主',
    'name',
  ],
  idNumber: [
    '身份证号',
    '身份证号码',
    '证件号码',
    '证件号',
    '身份证',
    '公民身份号码',
    '公民身份证号码',
    '居民身份证号码',
    '身份证件号码',
    '受害人身份证号',
    '受害人身份证号码',
    '被害人身份证号',
    'idnumber',
    'idcard',
  ],
  phone: [
    '手机号码',
    '手机号',
    '联系电话',
    '电话号码',
    '手机',
    '电话',
    '联系方式',
    '联系号码',
    '联系手机',
    '移动电话',
    '本人电话',
    '受害人电话',
    '受害人号码',
    '受害人手机号',
    '被害人电话',
    '事主电话',
    '预警号码',
    '预警手机号',
    'phone',
    'mobile',
    'tel',
  ],
  address: [
    '现住址',
    '住址',
    '现住地址',
    '居住地址',
    '居住地',
    '现居住地',
    '家庭住址',
    '联系地址',
    '详细地址',
    '地址',
    'address',
  ],
  station: [
    '辖区派出所',
    '派出所',
    '管辖派出所',
    '所属派出所',
    '属地派出所',
    '所属辖区',
    '管辖单位',
    '辖区',
    'station',
  ],
  suspectPhones: [
    '涉诈号码',
    '涉诈电话',
    '诈骗电话',
    '诈骗号码',
    '嫌疑号码',
    '嫌疑电话',
    '嫌疑人号码',
    '嫌疑人电话',
    '对方号码',
    '对方电话',
    '主叫号码',
  ],
  suspectLinks: [
    '涉诈网址app',
    '涉诈网址',
    '涉诈app',
    '涉诈网站',
    '诈骗网址',
    '诈骗app',
    '网址app',
    '网址',
    'app名称',
    'app',
    'url',
  ],
  suspectAccounts: [
    '涉案账户',
    '涉案账号',
    '涉案帐户',
    '涉案帐号',
    '嫌疑账户',
    '嫌疑账号',
    '收款账户',
    '收款账号',
    '对方账户',
    '对方账号',
    '涉诈账户',
    '涉诈账号',
    '银行账户',
    '银行卡号',
  ],
  amount: [
    '已转账金额',
    '转账金额',
    '涉案金额',
    '损失金额',
    '被骗金额',
    '已损失金额',
    '交易金额',
    '金额',
    'amount',
  ],
  description: [
    '预警描述',
    '描述',
    '简要案情',
    '简要情况',
    '案情',
    '案情简介',
    '预警内容',
    '内容',
    '情况说明',
    '预警详情',
    '详情',
    '备注',
    'description',
    'remark',
  ],
  signals: ['风险信号', '预警信号', '信号', 'signals'],
};

const FIELD_OF = new Map(
  FILE_FIELDS.flatMap((field) => HEADERS[field].map((header) => [header, field] as const)),
);

/** Where each field stands in a row, and what money is counted in there. */
export interface Columns {
  at: Partial<Record<FileField, number>>;
  /** Yuan that one unit of the amount's column stands for: 10,000 when its header says 万元. */
  yuan: number;
  width: number;
}

/** Reads a row as a header; null when it is none, as a title or a row of data is not. */
export function readHeader(cells: readonly string[]): Columns | null {
  const at: Columns['at'] = {};
  let yuan = 1;
  cells.forEach((cell, index) => {
    const field = fieldOf(cell);
    if (field === undefined || at[field] !== undefined) return;
    at[field] = index;
    if (field === 'amount' && /万/.test(cell)) yuan = 10_000;
  });
  return Object.keys(at).length >= 2 ? { at, yuan, width: cells.length } : null;
}

function fieldOf(header: string): FileField | undefined {
  const plain = header.normalize('NFKC').toLowerCase();
  const bare = (text: string): string => text.replace(/[\s\p{P}\p{S}\uFEFF]/gu, '');
  return FIELD_OF.get(bare(plain)) ?? FIELD_OF.get(bare(plain.replace(/\([^)]*\)/g, '')));
}
