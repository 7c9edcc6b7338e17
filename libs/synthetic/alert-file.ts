import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { SyntheticFraudType } from './fraud-scripts.js';
import {
  cutIdNumber,
  mangledAmount,
  mangledIdNumber,
  mangledPhone,
  mangledTime,
  wrongIdNumber,
} from './file-mangling.js';
import { shanghaiTime } from './local-time.js';
import type { Rng } from './rng.js';
import { syntheticAlert, type Severity } from './synthetic-alert.js';
import { syntheticPopulation, type SyntheticPerson } from './synthetic-person.js';

/** Columns of domain.md section 9, each with the headers that mean the same. */
export const FILE_COLUMNS = {
  sourceRef: ['预警编号', '编号', '预警ID'],
  raisedAt: ['预警时间', '推送时间', '发生时间'],
  source: ['推送单位', '来源单位'],
  tier: ['预警等级', '风险等级'],
  fraudType: ['涉诈类型', '诈骗类型'],
  name: ['姓名', '预警对象', '受害人姓名'],
  idNumber: ['身份证号', '证件号码', '身份证号码'],
  phone: ['手机号码', '联系电话', '手机号'],
  address: ['现住址', '居住地址', '住址'],
  station: ['辖区派出所', '所属派出所'],
  suspectPhone: ['涉诈号码', '嫌疑号码'],
  suspectUrl: ['涉诈网址/APP', '涉诈网址'],
  account: ['涉案账户', '嫌疑账户'],
  amount: ['已转账金额', '损失金额'],
  description: ['预警描述', '简要情况'],
} as const;
export type FileColumn = keyof typeof FILE_COLUMNS;

const TIERS: Readonly<Record<Severity, string>> = {
  critical: '特急',
  high: '高危',
  medium: '中危',
  low: '低危',
};
const FRAUD_NAMES: Readonly<Record<SyntheticFraudType, string>> = {
  rebate_task: '刷单返利',
  fake_investment: '虚假网络投资理财',
  fake_shopping: '虚假购物、服务',
  fake_customer_service: '冒充电商物流客服',
  fake_credit: '虚假征信',
  fake_loan: '虚假贷款',
  impersonate_police: '冒充公检法及政府机关',
  impersonate_leader: '冒充领导、熟人',
  romance: '网络婚恋、交友',
  game_trade: '网络游戏产品虚假交易',
  prize: '虚假中奖',
  blackmail: '裸聊敲诈',
  other: '其他',
};

/**
 * clean: everything in order. spelled: readable, oddly written. warned: the person can be reached, another field is
 * wrong. unusable: neither phone nor identity number can be used, for quarantine.
 */
export type RowKind = 'clean' | 'spelled' | 'warned' | 'unusable';

export interface AlertFileRow {
  kind: RowKind;
  /** Line in the file, counted from 1 with title and header. */
  line: number;
  sourceRef: string;
  /** Whom the row is about; what can be read of them is in `usable`. */
  person: SyntheticPerson;
  usable: { phone?: string; idNumber?: string };
  /** Column at fault, with warned and unusable. */
  fault?: FileColumn;
  cells: Record<FileColumn, string>;
}

export interface AlertFileOptions {
  rng: Rng;
  now: Date;
  /** All rows, the unusable ones included. */
  rows: number;
  /** How many of them are unusable. Default 0. */
  badRows?: number;
  /** Share of the others that are oddly spelled, and that carry a wrong field. Defaults 0.3 and 0.1. */
  spelledShare?: number;
  warnedShare?: number;
  encoding?: 'gb18030' | 'utf8' | 'utf8-bom';
  /** Columns in another order. */
  shuffled?: boolean;
  /** Headers by their synonyms. */
  synonyms?: boolean;
  /** A line above the header, as offices merge it over the table. */
  title?: string;
  /** Columns that are missing altogether. */
  without?: FileColumn[];
}

export interface AlertFile {
  content: Buffer;
  /** The same as cells, title and header first: for an XLSX. */
  table: string[][];
  rows: AlertFileRow[];
}

/** An alert file as an office would send it (domain.md section 9), with what each row should come to. */
export function alertFile(options: AlertFileOptions): AlertFile {
  const { rng, rows: count, badRows = 0, without = [] } = options;
  const kept = (Object.keys(FILE_COLUMNS) as FileColumn[]).filter((column) => !without.includes(column));
  const columns = options.shuffled ? rng.sample(kept, kept.length) : kept;
  const header = columns.map((column) => {
    const names = FILE_COLUMNS[column];
    return options.synonyms ? rng.pick(names.slice(1)) : names[0];
  });
  const top =
    options.title === undefined ? [header] : [[options.title, ...columns.slice(1).map(() => '')], header];
  const people = syntheticPopulation(rng.fork('people'));
  const bad = new Set(
    rng.sample(
      Array.from({ length: count }, (_, i) => i),
      badRows,
    ),
  );
  const rows = Array.from({ length: count }, (_, i) => {
    const kind: RowKind = bad.has(i) ? 'unusable' : ordinaryKind(rng, options);
    return fileRow(options, kind, people.next().value, top.length + i + 1);
  });
  const table = [...top, ...rows.map((row) => columns.map((column) => row.cells[column]))];
  const csv = stringify(table, { record_delimiter: 'windows' });
  const content =
    options.encoding === 'gb18030'
      ? iconv.encode(csv, 'gb18030')
      : iconv.encode(csv, 'utf8', { addBOM: options.encoding === 'utf8-bom' });
  return { content, table, rows };
}

function ordinaryKind(rng: Rng, { spelledShare = 0.3, warnedShare = 0.1 }: AlertFileOptions): RowKind {
  const draw = rng.next();
  return draw < warnedShare ? 'warned' : draw < warnedShare + spelledShare ? 'spelled' : 'clean';
}

function fileRow(
  { rng, now }: AlertFileOptions,
  kind: RowKind,
  person: SyntheticPerson,
  line: number,
): AlertFileRow {
  const severity = rng.pick(['critical', 'high', 'medium', 'low'] as const);
  const alert = syntheticAlert(rng, {
    now,
    person,
    severity,
    sourceRef: `WL${shanghaiTime(now).slice(0, 4)}-${line}`,
  });
  const raisedAt = new Date(alert.raisedAt);
  const cells: Record<FileColumn, string> = {
    sourceRef: alert.sourceRef,
    raisedAt: shanghaiTime(raisedAt).slice(0, 19).replace('T', ' '),
    source: '市反诈中心',
    tier: TIERS[severity],
    fraudType: FRAUD_NAMES[alert.fraudType as SyntheticFraudType],
    name: person.name,
    idNumber: person.idNumber,
    phone: person.phone.slice(3),
    address: person.address,
    station: person.station,
    suspectPhone: alert.suspect?.phones?.[0] ?? '',
    suspectUrl: alert.suspect?.urls?.[0] ?? alert.suspect?.apps?.[0] ?? '',
    account: alert.suspect?.accounts?.[0] ?? '',
    amount: alert.amountFen === undefined ? '' : String(alert.amountFen / 100),
    description: alert.description ?? '',
  };
  const row: AlertFileRow = {
    ...{ kind, line, sourceRef: alert.sourceRef, person, cells },
    usable: { phone: person.phone, idNumber: person.idNumber },
  };
  if (kind === 'spelled') spell(rng, row, raisedAt, alert.amountFen);
  if (kind === 'warned') spoil(rng, row);
  if (kind === 'unusable') ruin(rng, row);
  return row;
}

function spell(
  rng: Rng,
  { cells, person }: AlertFileRow,
  raisedAt: Date,
  amountFen: number | undefined,
): void {
  cells.phone = mangledPhone(rng, person.phone);
  if (rng.chance(0.5)) cells.idNumber = mangledIdNumber(rng, person.idNumber);
  if (rng.chance(0.7)) cells.raisedAt = mangledTime(rng, raisedAt);
  if (amountFen !== undefined) cells.amount = mangledAmount(rng, amountFen);
}

/** One field wrong beside a number that can still be used. */
function spoil(rng: Rng, row: AlertFileRow): void {
  const { cells, person } = row;
  row.fault = rng.pick(['idNumber', 'phone', 'raisedAt', 'tier', 'amount', 'fraudType'] as const);
  switch (row.fault) {
    case 'idNumber':
      cells.idNumber = rng.pick([cutIdNumber, wrongIdNumber])(person.idNumber);
      row.usable = { phone: person.phone };
      break;
    case 'phone':
      cells.phone = unusablePhone(rng, person);
      row.usable = { idNumber: person.idNumber };
      break;
    case 'raisedAt':
      cells.raisedAt = rng.pick(['2026-02-30 09:00', '昨天下午', '2026-13-01']);
      break;
    case 'tier':
      cells.tier = rng.pick(['红色预警', '一级', 'A类']);
      break;
    case 'amount':
      cells.amount = rng.pick(['若干', '约几万', '-300']);
      break;
    case 'fraudType':
      cells.fraudType = rng.pick(['=HYPERLINK("http://x.example")', '新型骗局', '123']);
      break;
  }
}

/** Nobody can be reached by what is left. */
function ruin(rng: Rng, row: AlertFileRow): void {
  const { cells, person } = row;
  row.fault = 'phone';
  row.usable = {};
  cells.phone = unusablePhone(rng, person);
  cells.idNumber = rng.pick([
    '',
    cutIdNumber(person.idNumber),
    wrongIdNumber(person.idNumber),
    '无',
    '330199',
  ]);
}

function unusablePhone(rng: Rng, person: SyntheticPerson): string {
  const national = person.phone.slice(3);
  return rng.pick([
    '',
    '无',
    national.slice(0, 8),
    `${national.slice(0, 3)}****${national.slice(7)}`,
    '1.38E+10',
    '00000000000',
  ]);
}
