/** Alert files of any length, written as they are made: 15 columns, hardly a cell twice, as a real list has them. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import ExcelJS from '@protobi/exceljs';
import iconv from 'iconv-lite';
import { HEADERS } from '../../dist/libs/intake/file-columns.js';

const HEADER = Object.entries(HEADERS)
  .filter(([field]) => field !== 'signals')
  .map(([, names]) => names[0]);

const row = (i) => [
  `WL2026-${i}`,
  `2026/6/${1 + (i % 30)} ${i % 24}:${String(i % 60).padStart(2, '0')}`,
  '市反诈中心',
  ['特急', '高危', '中危', '低危'][i % 4],
  ['刷单返利', '虚假网络投资理财', '冒充电商物流客服', '虚假征信'][i % 4],
  `某某${i % 5000}`,
  '',
  `139${String(i).padStart(8, '0')}`,
  `某市某区某某路${i}号某某小区${i % 40}幢${i % 6}单元`,
  `某某派出所${i % 12}`,
  `+447700${String(i % 1_000_000).padStart(6, '0')}`,
  `https://a${i}.example/app`,
  `6200000${String(i).padStart(12, '0')}`,
  (i % 90_000).toLocaleString('en-US'),
  `${i}号预警:疑似下载刷单APP做任务,已完成小额返利,正被引导做大额联单任务,请尽快联系本人劝阻,避免损失。`,
];

/** @param kind csv (GB18030), xlsx-inline or xlsx-shared */
export async function writeLargeFile(path, kind, rows) {
  if (kind === 'csv') {
    const out = createWriteStream(path);
    const write = async (cells) => {
      const line = iconv.encode(`${cells.map((cell) => `"${cell}"`).join(',')}\r\n`, 'gb18030');
      if (!out.write(line)) await once(out, 'drain');
    };
    await write(HEADER);
    for (let i = 0; i < rows; i += 1) await write(row(i));
    out.end();
    await once(out, 'finish');
    return;
  }
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: path,
    useSharedStrings: kind === 'xlsx-shared',
  });
  const sheet = book.addWorksheet('预警');
  sheet.addRow(['全区预警对象明细表']).commit();
  sheet.addRow(HEADER).commit();
  for (let i = 0; i < rows; i += 1) {
    sheet.addRow(row(i)).commit();
    // The writer goes to disk only when it is let.
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await book.commit();
}
