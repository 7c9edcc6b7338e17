import {
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';

const REVEALED_FIELDS = [
  'phone',
  'idNumber',
  'name',
  'address',
  'relative_phone',
  'relative_name',
  'description',
] as const;

export class NewRelativeDto {
  @IsString() @MinLength(1) @MaxLength(80) name!: string;
  @IsString() @MinLength(5) @MaxLength(40) phone!: string;
  /** 配偶, 儿子…: as the officer puts it. */
  @IsString() @MinLength(1) @MaxLength(20) kinship!: string;
  @IsBoolean() mayContact!: boolean;
  @IsOptional() @IsBoolean() mayBeInvolved?: boolean;
  /** How the consent was given; or else `absenceReason`. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(300) consent?: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(300) absenceReason?: string;
}

export class RevealDto {
  @IsIn(REVEALED_FIELDS) field!: (typeof REVEALED_FIELDS)[number];
  @ValidateIf((dto: RevealDto) => dto.field?.startsWith('relative_') || dto.relativeId !== undefined)
  @IsUUID()
  relativeId?: string;
  /** Whose description. */
  @ValidateIf((dto: RevealDto) => dto.field === 'description' || dto.alertId !== undefined)
  @IsUUID()
  alertId?: string;
  @IsString() @MinLength(2) @MaxLength(300) reason!: string;
}

/** Everything given must fit; `no` (the case number) goes alone. */
export class SearchDto {
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(40) idNumber?: string;
  @IsOptional() @IsString() @MaxLength(80) name?: string;
  @IsOptional() @IsString() @MaxLength(4) last4?: string;
  @IsOptional() @IsString() @MaxLength(20) initials?: string;
  @IsOptional() @IsString() @MaxLength(20) no?: string;
}
