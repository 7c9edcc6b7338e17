import { DeskError } from '#platform';

/** @param row the first row that could not be read, where rows before it could */
export function damagedWorkbook(row?: number): DeskError {
  const at = row === undefined ? '' : ` from row ${row} on`;
  const message = `the file is damaged${at} or no XLSX workbook`;
  const messageZh =
    row === undefined ? '文件已损坏或不是XLSX工作簿' : `文件自第${row}行起已损坏,或不是XLSX工作簿`;
  return new DeskError('unsupported_file', message, [
    { field: 'file', code: 'damaged', message, messageZh, ...(row === undefined ? {} : { row }) },
  ]);
}

export function zipBomb(): DeskError {
  const message = 'the workbook unfolds to more than a workbook may; it was not opened';
  return new DeskError('too_large', message, [
    { field: 'file', code: 'zip_bomb', message, messageZh: '工作簿解压后超出限制,未予打开' },
  ]);
}

export function tooMuchText(): DeskError {
  const message = 'the workbook holds more text than can be read at once; send it in parts or as CSV';
  return new DeskError('too_large', message, [
    { field: 'file', code: 'too_much_text', message, messageZh: '工作簿文本过多,请拆分或改用CSV' },
  ]);
}
