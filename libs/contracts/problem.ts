/** RFC 9457 problem document; `errors` name the field (JSON pointer-like path) or the row. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  errors?: FieldError[];
  /** Request id, to find the log line. */
  instance?: string;
  /** What stands all the same: with 412 the current copy, with a file that breaks off the report of the rows before. */
  current?: unknown;
}

export interface FieldError {
  field: string;
  code: string;
  /** For people, in English and Chinese. */
  message: string;
  messageZh?: string;
  row?: number;
}
