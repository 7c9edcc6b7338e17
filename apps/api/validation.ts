import { ValidationPipe, type ValidationError } from '@nestjs/common';
import type { FieldError } from '#contracts';
import { DeskError } from '#platform';
import { inChinese } from './validation-words.js';

/** class-validator at the edge: unknown keys are refused, every fault names its field. */
export function makeValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors: ValidationError[]) =>
      new DeskError(
        'invalid',
        'some fields are not valid',
        errors.flatMap((error) => fieldErrors(error)),
      ),
  });
}

/** One entry for each broken rule, with the path of its field; never the value. */
export function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([code, message]) => ({
    ...{ field, code, message },
    messageZh: inChinese(code, message),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
