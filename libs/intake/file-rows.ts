/** One row of a file: its number as a spreadsheet shows it, from 1, and its cells as text. */
export interface FileRow {
  row: number;
  cells: string[];
}

/** A sheet, or the whole of a CSV file. */
export type FileSheet = AsyncIterable<FileRow>;
