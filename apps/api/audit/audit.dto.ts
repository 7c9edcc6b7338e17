import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';

/** Which entries; what is left out does not narrow. */
export class AuditQuery {
  /** User name or id of the account. */
  @IsOptional() @IsString() @MaxLength(64) actor?: string;
  /** e.g. `person.reveal` */
  @IsOptional() @IsString() @MaxLength(80) action?: string;
  /** Kind of the object, e.g. `case`. */
  @IsOptional() @IsString() @MaxLength(80) entity?: string;
  /** Id of the object. */
  @IsOptional() @IsString() @MaxLength(200) entityId?: string;
  @IsOptional() @IsISO8601({ strict: true }) from?: string;
  /** Exclusive. */
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
  /** `next` of the page before. */
  @IsOptional() @IsUUID() before?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 100;
}
