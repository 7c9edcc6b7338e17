/** Building blocks of made-up people. The city and its district exist nowhere. */
export const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万',
  '欧阳',
  '上官',
  '司徒',
  '诸葛',
];

export const GIVEN_CHARACTERS = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文辉力新志宏子轩梓涵宇浩然雨欣思远佳怡晨曦嘉乐诗琪俊凯博雅婷雪莹晓东海燕春生福贵长青',
];

export const CITY = '澄州市望澜区';
export const STREETS = ['听潮街道', '栖霞里街道', '青萍街道', '白鹭洲街道', '云麓镇', '晚枫镇'] as const;
export const ROADS = [
  '望澜大道',
  '栖云路',
  '澄心路',
  '鹭鸣巷',
  '枫桥里',
  '听雨街',
  '新禾路',
  '长汀路',
] as const;
export const ESTATES = [
  '澄园小区',
  '枫岸花苑',
  '鹭洲新村',
  '云麓雅居',
  '青萍苑',
  '听潮公寓',
  '栖霞里',
] as const;

/** Police stations of the district, one per street, in the same order. */
export const STATIONS = [
  '听潮派出所',
  '栖霞里派出所',
  '青萍派出所',
  '白鹭洲派出所',
  '云麓派出所',
  '晚枫派出所',
] as const;

/** Given to mobile subscribers in the national numbering plan; every one is valid for libphonenumber-js. */
export const MOBILE_PREFIXES = [
  ...['130', '131', '132', '133', '134', '135', '136', '137', '138', '139'],
  ...[
    '150',
    '151',
    '152',
    '153',
    '155',
    '156',
    '157',
    '158',
    '159',
    '166',
    '173',
    '175',
    '176',
    '177',
    '178',
  ],
  ...[
    '180',
    '181',
    '182',
    '183',
    '184',
    '185',
    '186',
    '187',
    '188',
    '189',
    '191',
    '193',
    '195',
    '198',
    '199',
  ],
] as const;

export const KINSHIPS = ['配偶', '子女', '父母', '兄弟姐妹', '其他亲属'] as const;
