import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import type { AttemptInput } from '#contracts';
import {
  ATTEMPT_KINDS,
  CONFIRMATION_KINDS,
  DECLINE_REASONS,
  FRAUD_TYPES,
  IDENTITY_FACTS,
  OUTCOMES,
  TIERS,
  type AttemptKind,
  type ConfirmationKind,
  type DeclineReason,
  type FraudType,
  type IdentityFact,
  type Outcome,
  type Tier,
} from '#escalation';

/** RFC 3339 with an offset, on a day that exists; weeks and ordinal dates of ISO 8601 are none. */
const IsTime = (): PropertyDecorator => applyDecorators(IsRFC3339(), IsISO8601({ strict: true }));

export class GateDto {
  /** Names of the facts compared, never their values. */
  @IsArray()
  @ArrayMaxSize(10)
  @ArrayUnique()
  @IsIn(IDENTITY_FACTS, { each: true })
  identityFacts!: IdentityFact[];

  @IsBoolean() contactCut!: boolean;
  @IsBoolean() paymentsChecked!: boolean;
  @IsTime() followUpAt!: string;
}

export class AttemptDto implements AttemptInput {
  @IsUUID() attemptId!: string;
  @IsIn(ATTEMPT_KINDS) kind!: AttemptKind;
  @IsOptional() @IsString() @MaxLength(80) rungId?: string;
  @IsOptional() @IsTime() startedAt?: string;
  @IsOptional() @IsTime() endedAt?: string;
  @IsIn(OUTCOMES) outcome!: Outcome;
  @IsOptional() @ValidateNested() @Type(() => GateDto) gate?: GateDto;
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
  @IsOptional() @IsBoolean() handBack?: boolean;
}

export class ReasonDto {
  @IsString() @MinLength(2) @MaxLength(500) reason!: string;
}

/** Names the case that looks after this one from then on. */
export class MergeDto extends ReasonDto {
  @IsUUID() into!: string;
  /** A supervisor's word that it is one person although the two identity numbers differ. */
  @IsOptional() @IsBoolean() twoIdNumbers?: boolean;
}

/** Names the question that was read, so that no other one is answered in its place. */
export class ConfirmDto {
  @IsIn(CONFIRMATION_KINDS) kind!: ConfirmationKind;
}

export class DeclineDto extends ConfirmDto {
  @IsIn(DECLINE_REASONS) reason!: DeclineReason;
}

/** Names the tier that is meant, so that two who mean the same raise once. */
export class RaiseDto extends ReasonDto {
  @IsIn(TIERS) to!: Tier;
}

/** Holds the named rungs until a time; the other clocks go on. */
export class PauseDto extends ReasonDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(80, { each: true })
  rungs!: string[];

  @IsTime() until!: string;
}

/** Edited fields of a case; each may be left out. */
export class CaseEditDto {
  @IsOptional() @IsString() @MaxLength(80) station?: string;
  @IsOptional() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) amountFen?: number;
  @IsOptional() @IsIn(FRAUD_TYPES) fraudType?: FraudType;
}

export class PageQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(10_000) limit: number = 200;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(1_000_000) offset: number = 0;
}
