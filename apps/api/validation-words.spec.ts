import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AttemptDto, PageQuery } from './cases/cases.dto.js';
import { fieldErrors } from './validation.js';

const errorsOf = (dto: new () => object, value: object) =>
  validateSync(plainToInstance(dto, value), { whitelist: true, forbidNonWhitelisted: true }).flatMap(
    (error) => fieldErrors(error),
  );

describe('what a DTO refuses', () => {
  it('is told in both languages, with its limits', () => {
    expect(errorsOf(PageQuery, { limit: 0, offset: 'x', more: 1 })).toEqual([
      expect.objectContaining({ field: 'more', code: 'whitelistValidation', messageZh: '没有这一项' }),
      expect.objectContaining({ field: 'limit', code: 'min', messageZh: '不得小于1' }),
      expect.objectContaining({ field: 'offset', code: 'max' }),
      expect.objectContaining({ field: 'offset', code: 'min' }),
      expect.objectContaining({ field: 'offset', code: 'isInt', messageZh: '须为整数' }),
    ]);
    const errors = errorsOf(AttemptDto, { attemptId: '1', kind: 'pigeon', outcome: 'busy', gate: {} });
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'attemptId', messageZh: '须为UUID' }),
        expect.objectContaining({ field: 'kind', messageZh: '不是允许的取值' }),
        expect.objectContaining({
          field: 'gate.identityFacts',
          messageZh: expect.stringMatching(/\S/) as string,
        }),
      ]),
    );
    expect(errors.map((error) => error.messageZh)).not.toContain('无效');
  });
});
