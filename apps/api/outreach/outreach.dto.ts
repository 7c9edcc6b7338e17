import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { OUTCOMES, type Outcome } from '#escalation';
import { CALL_RESULTS, type CallResult, type CallStatus, type VisitReport } from '#outreach';
import { GateDto } from '../cases/cases.dto.js';

export class DispatchDto {
  /** Id or name; the case's own when left out. */
  @IsOptional() @IsString() @MaxLength(80) station?: string;
}

export class RefusalDto {
  @IsString() @MinLength(2) @MaxLength(500) reason!: string;
}

export class VisitReportDto implements VisitReport {
  @IsUUID() attemptId!: string;
  @IsIn(OUTCOMES) outcome!: Outcome;
  @IsOptional() @ValidateNested() @Type(() => GateDto) gate?: GateDto;
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
}

const STATUSES = ['queued', 'ringing', 'answered', 'completed'] as const;

/** A voice gateway's callback; fields that other gateways add are ignored. */
export class CallStatusDto implements CallStatus {
  @IsUUID() callId!: string;
  @IsDefined() @IsIn(STATUSES) status!: CallStatus['status'];
  @IsOptional() @IsIn(CALL_RESULTS) result?: CallResult;
  @IsOptional() @IsString() @MaxLength(4) key?: string;
}
