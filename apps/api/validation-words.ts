/** What class-validator's rules say, in Chinese; `{n}` is the number that its English message ends in or names. */
const WORDS: Record<string, string> = {
  isString: '须为文本',
  isIn: '不是允许的取值',
  isInt: '须为整数',
  isBoolean: '须为真或假',
  isArray: '须为列表',
  isObject: '须为对象',
  isDefined: '不能缺少',
  isUuid: '须为UUID',
  isIso8601: '不是存在的时间',
  isRFC3339: '须为带时区的RFC 3339时间',
  matches: '格式不对',
  min: '不得小于{n}',
  max: '不得大于{n}',
  minLength: '不得少于{n}个字',
  maxLength: '不得多于{n}个字',
  isLength: '长度不对',
  arrayMinSize: '不得少于{n}项',
  arrayMaxSize: '不得多于{n}项',
  arrayUnique: '不得重复',
  nestedValidation: '须为对象',
  whitelistValidation: '没有这一项',
  unknownValue: '须为对象',
};

/** The rule in Chinese; what has no words of its own is "not valid". */
export function inChinese(rule: string, message: string): string {
  const n = /(\d+)(?!.*\d)/.exec(message)?.[1] ?? '';
  return (WORDS[rule] ?? '无效').replace('{n}', n);
}
