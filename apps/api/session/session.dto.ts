import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { OwnPassword, SignIn } from '#contracts';

export class SignInDto implements SignIn {
  @IsString() @Length(1, 64) username!: string;
  @IsString() @Length(1, 256) password!: string;
  /** Six digits of the authenticator. */
  @IsOptional() @Matches(/^\d{6}$/, { message: 'code must be six digits' }) code?: string;
}

export class OwnPasswordDto implements OwnPassword {
  /** The present one, be it a one-time one. */
  @IsString() @Length(1, 256) password!: string;
  @IsString() @Length(1, 256) newPassword!: string;
}
