import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { FRAUD_TYPES, PERSON_FLAGS, SIGNALS, TIERS, type PersonFlag, type Signal } from '#escalation';

/** An alert typed in at the desk; one of phone and identity number is needed. */
export class ManualAlertDto {
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(40) idNumber?: string;
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsIn(FRAUD_TYPES) fraudType!: string;
  @IsOptional() @IsArray() @IsIn(SIGNALS, { each: true }) signals?: Signal[];
  @IsOptional() @IsArray() @IsIn(PERSON_FLAGS, { each: true }) flags?: PersonFlag[];
  @IsOptional() @IsIn(TIERS) tier?: string;
  @IsOptional() @IsInt() @Min(0) amountFen?: number;
  @IsOptional() @IsString() @MaxLength(300) address?: string;
  @IsOptional() @IsString() @MaxLength(60) station?: string;
  @IsOptional() @IsString() @MaxLength(10_000) description?: string;
}

export class InboundCallDto {
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(40) no?: string;
  @IsOptional() @IsString() @MaxLength(10) code?: string;
}

export class RevealAlertDto {
  @IsString() @Length(2, 300) reason!: string;
}

export class ResubmitDto {
  /** The corrected alert; it is examined like any other. */
  @IsObject() alert!: Record<string, unknown>;
}

export class DismissDto {
  @IsString() @Length(1, 500) reason!: string;
}

export class QuarantineQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 100;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(1_000_000) offset: number = 0;
}
