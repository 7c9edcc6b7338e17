import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { ROLES, type AccountInput, type Role } from '#contracts';

export class NewAccountDto implements AccountInput {
  @IsString() @Length(1, 64) username!: string;
  @IsString() @Length(1, 80) name!: string;
  @IsIn(ROLES) role!: Role;
  /** Of a field officer or grid worker: id or name of the station whose visits they make. */
  @IsOptional() @IsString() @Length(0, 80) station?: string | null;
  /** A sworn officer: only these approve countermeasures. */
  @IsOptional() @IsBoolean() sworn?: boolean;
  @IsOptional() @IsString() @Length(0, 80) rank?: string | null;
}
