import type { FieldError } from '#contracts';

/** What is wrong with one field: kept in the database, so it holds names and codes and never a value. */
export interface Flaw {
  field: string;
  code: string;
}

/** Names of an alert's fields for people, as the columns of an alert file are called (domain.md section 9). */
const LABELS: Record<string, readonly [en: string, zh: string]> = {
  '': ['alert', '预警'],
  cloudevent: ['event', '事件'],
  specversion: ['specversion', 'specversion'],
  sourceRef: ['source reference', '预警编号'],
  raisedAt: ['time raised', '预警时间'],
  tier: ['tier', '预警等级'],
  fraudType: ['fraud type', '涉诈类型'],
  person: ['person', '预警对象'],
  'person.name': ['name', '姓名'],
  'person.idNumber': ['identity number', '身份证号'],
  'person.phone': ['phone', '手机号码'],
  'person.address': ['address', '现住址'],
  'person.station': ['police station', '辖区派出所'],
  'person.flags': ['flags of the person', '人员标签'],
  signals: ['signals', '风险信号'],
  suspect: ['suspect', '涉诈线索'],
  'suspect.phones': ['suspect phones', '涉诈号码'],
  'suspect.accounts': ['suspect accounts', '涉案账户'],
  'suspect.urls': ['suspect addresses', '涉诈网址'],
  'suspect.apps': ['suspect apps', '涉诈APP'],
  amountFen: ['amount', '已转账金额'],
  description: ['description', '预警描述'],
};

const MESSAGES: Record<string, readonly [en: string, zh: string]> = {
  missing: ['is missing', '缺失'],
  not_object: ['must be a JSON object', '必须是JSON对象'],
  not_text: ['must be text', '必须是文本'],
  not_list: ['must be a list of texts', '必须是文本列表'],
  not_amount: ['must be a whole number of fen, 0 or more', '必须是以分为单位的非负整数'],
  unreadable_amount: ['is no amount of money', '不是可识别的金额'],
  unknown_key: ['holds a value that is not in the vocabulary', '取值不在字典内'],
  unknown_field: ['is a field that alerts do not have', '不是预警的字段'],
  too_long: ['is too long and was cut', '过长,已截断'],
  too_many: ['has too many entries, the rest was left out', '条目过多,其余未采用'],
  too_deep: ['is nested too deeply; the inner parts were left out', '嵌套层数过多,深层内容未采用'],
  control_characters: ['holds control characters', '含有控制字符'],
  not_a_time: ['must be a time as in RFC 3339, with offset', '必须是带时区的RFC 3339时间'],
  impossible_time: ['is no time that exists', '不存在'],
  in_future: ['lies in the future; the time of receipt is used', '晚于当前时间,按接收时间计'],
  too_old: ['lies before 2000; the time of receipt is used', '早于2000年,按接收时间计'],
  phone_unreadable: ['is no phone number', '不是电话号码'],
  phone_unknown_plan: ['is a number that no numbering plan knows', '不属于任何已知号段'],
  phone_exponent: ['was cut to an exponent by a spreadsheet', '被表格软件改成科学计数,位数已丢失'],
  phone_exponent_restored: ['was an exponent; its last zeros were put back', '原为科学计数,已补回末尾的0'],
  several_phones: ['holds several numbers; the first usable one is taken', '含多个号码,采用第一个可用的'],
  id_number_exponent: ['was changed to an exponent by a spreadsheet', '被表格软件改成了科学计数'],
  id_number_length: ['must have 18 characters', '应为18位'],
  id_number_characters: ['must be 17 digits and a digit or X', '应为17位数字加1位数字或X'],
  id_number_region: ['begins with no region that exists', '地区码不存在'],
  id_number_birth_date: ['holds no possible date of birth', '出生日期不存在'],
  id_number_cut_by_spreadsheet: [
    'was cut to 15 digits and zeros by a spreadsheet',
    '后三位被表格软件截成了000',
  ],
  id_number_checksum: ['has a wrong check character', '校验码不符'],
  id_number_old_form_centenarian: ['is an old number that cannot be converted', '15位旧号无法换算'],
  nobody_reachable: [
    'has neither a usable phone nor a usable identity number',
    '既无可用的手机号码,也无可用的身份证号',
  ],
  placement_failed: ['could not be placed in a case', '未能归入案件'],
  bad_envelope: ['is no valid CloudEvents 1.0 envelope', '不是有效的CloudEvents 1.0信封'],
  no_header: ['column is missing in the header', '表头缺少该列'],
  row_width: ['has more cells than the header', '单元格数多于表头'],
};

/** The flaw in words, English and Chinese, with its row where it came from a file. */
export function fieldError(flaw: Flaw, row?: number | null): FieldError {
  const label = LABELS[flaw.field] ?? LABELS[flaw.field.replace(/\[\d+\]$/, '')] ?? [flaw.field, flaw.field];
  const words = MESSAGES[flaw.code] ?? [flaw.code, flaw.code];
  return {
    field: flaw.field,
    code: flaw.code,
    message: `${label[0]} ${words[0]}`,
    messageZh: `${label[1]}${words[1]}`,
    ...(row === undefined || row === null ? {} : { row }),
  };
}
