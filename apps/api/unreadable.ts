import type { FieldError } from '#contracts';
import { MOST_BYTES } from './intake/uploads.js';

const MB = 1024 * 1024;

/**
 * What was wrong with a request that never reached its use case, for errors of the body parser, of multer and of the id
 * pipe, which name neither field nor limit. No value of the request is repeated.
 */
export function faultsOf(error: unknown, params: Record<string, unknown>): FieldError[] {
  const { message, cause } = (error ?? {}) as { message?: string; cause?: unknown };
  const { type, code, limit } = (cause ?? {}) as { type?: string; code?: string; limit?: number };
  switch (type ?? code) {
    case 'entity.parse.failed':
      return [fault('', 'not_json', 'the body is no JSON', '请求体不是有效的JSON')];
    case 'entity.too.large': {
      const most = `${Math.floor((limit ?? 0) / MB)} MB`;
      return [fault('', 'too_large', `the body is larger than ${most}`, `请求体超过${most}`)];
    }
    case 'charset.unsupported':
      return [fault('Content-Type', 'charset', 'must be UTF-8', 'JSON须使用UTF-8编码')];
    case 'encoding.unsupported':
      return [fault('Content-Encoding', 'unsupported', 'is not understood', '不支持该压缩方式')];
    case 'LIMIT_UNEXPECTED_FILE':
    case 'LIMIT_FILE_COUNT':
      return [
        fault('file', 'one_file', 'must be the only file of the form', '只能上传一个文件,字段名为file'),
      ];
    case 'LIMIT_FILE_SIZE': {
      const most = `${MOST_BYTES / MB} MB`;
      return [fault('file', 'too_large', `is larger than ${most}`, `文件超过${most}`)];
    }
  }
  if (!message?.includes('uuid is expected')) return [];
  return Object.entries(params)
    .filter(([name, value]) => /id$/i.test(name) && !UUID.test(String(value)))
    .map(([name]) => fault(name, 'not_a_uuid', 'must be a UUID', '须为UUID'));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const fault = (field: string, code: string, message: string, messageZh: string): FieldError => ({
  ...{ field, code, message, messageZh },
});
