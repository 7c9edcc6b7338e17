import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { POLICE_RANKS, ROLES, type AccountInput, type PoliceRank, type Role } from '#contracts';

export class NewAccountDto implements AccountInput {
  @IsString() @Length(1, 64) username!: string;
  @IsString() @Length(1, 80) name!: string;
  @IsIn(ROLES) role!: Role;
  /** 警号 or 工号. A human being has one open account at most, and four eyes are two of these. */
  @IsString() @Length(2, 40) personNo!: string;
  /** Of a field officer or grid worker: id or name of the station whose visits they make. */
  @IsOptional() @IsString() @Length(0, 80) station?: string | null;
  /** A sworn officer: only these approve countermeasures. */
  @IsOptional() @IsBoolean() sworn?: boolean;
  @IsOptional() @IsIn(POLICE_RANKS) rank?: PoliceRank | null;
}
