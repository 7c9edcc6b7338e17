import { Type } from 'class-transformer';
import {
  IsInt,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { LONGEST_PLAYBOOK } from '#cases';

/** Names a version. */
export class PlaybookParams {
  @Matches(/^[a-z][a-z0-9_-]{0,39}$/) id!: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) version!: number;
}

export class PlaybookTextDto {
  /** The playbook, YAML or JSON. */
  @IsString() @MaxLength(LONGEST_PLAYBOOK) document!: string;
}

export class PlaybookDraftDto extends PlaybookTextDto {
  /** What changed and why, for whoever publishes it. */
  @IsOptional() @IsString() @MaxLength(2000) note?: string;
}

export class PlaybookDiffDto {
  /** The text that stood before; left out: the version in force. */
  @IsOptional() @IsString() @MaxLength(LONGEST_PLAYBOOK) before?: string;
  @IsString() @MaxLength(LONGEST_PLAYBOOK) after!: string;
}

export class PlaybookPublishDto {
  /** From when on cases that open begin with it; left out: from now. */
  @IsOptional() @IsRFC3339() @IsISO8601({ strict: true }) effectiveFrom?: string;
}

export class PlaybookSimulationDto {
  /** The last so many days of this desk. */
  @IsOptional() @IsInt() @Min(1) @Max(31) days: number = 30;
  /** Officers on duty, day and night. */
  @IsOptional() @IsInt() @Min(1) @Max(1000) officers: number = 4;
  @IsOptional() @IsString() @MaxLength(80) seed: string = '1';
}
