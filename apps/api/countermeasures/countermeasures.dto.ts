import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { INSTITUTIONS, TRANSITIONS, type Institution, type Proposal, type Request } from '#countermeasures';
import type { CountermeasureState } from '#contracts';
import {
  COUNTERMEASURE_KINDS,
  COUNTERMEASURE_TARGETS,
  type CountermeasureKind,
  type CountermeasureTarget,
} from '#escalation';

const NOT_BLANK = { message: 'may not be blank' };

/** What is asked of the institution; nothing may be blank (domain.md section 5). */
export class CountermeasureRequestDto implements Request {
  /** An account number, or `line` for the person's own phone. */
  @IsString() @Matches(/\S/, NOT_BLANK) @MaxLength(80) targetRef!: string;
  @IsOptional() @IsIn(INSTITUTIONS) institution?: Institution;
  @IsString() @Matches(/\S/, NOT_BLANK) @MaxLength(1000) legalBasis!: string;
  @IsString() @Matches(/\S/, NOT_BLANK) @MaxLength(2000) necessity!: string;
  @IsString() @Matches(/\S/, NOT_BLANK) @MaxLength(1000) scope!: string;
  @IsInt() @Min(1) @Max(2_592_000) durationS!: number;
}

export class ProposalDto extends CountermeasureRequestDto implements Proposal {
  @IsIn(COUNTERMEASURE_KINDS) kind!: CountermeasureKind;
  @IsIn(COUNTERMEASURE_TARGETS) target!: CountermeasureTarget;
}

/** A decision on the version that was read. */
export class DecisionDto {
  @IsInt() @Min(1) version!: number;
  @IsString() @MinLength(2) @MaxLength(500) @Matches(/\S/, NOT_BLANK) reason!: string;
}

export class CountermeasureQuery {
  @IsOptional() @IsIn(Object.keys(TRANSITIONS)) state?: CountermeasureState;
  @IsOptional() @IsUUID() caseId?: string;
}

/** A callback of a bank or carrier; fields that others add are ignored. */
export class InstitutionStatusDto {
  @IsString() @MaxLength(100) orderId!: string;
  @IsIn(['acknowledged', 'in_force', 'released', 'rejected'])
  state!: 'acknowledged' | 'in_force' | 'released' | 'rejected';
  @IsOptional() @IsIn(['requested', 'expired', 'refused']) reason?: string;
}
