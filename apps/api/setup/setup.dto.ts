import { IsString, Length } from 'class-validator';
import type { FirstAdminInput } from '#identity';

export class FirstAdminDto implements FirstAdminInput {
  /** From the fragment of the link that the first start prints. */
  @IsString() @Length(1, 200) token!: string;
  @IsString() @Length(1, 64) username!: string;
  @IsString() @Length(1, 80) name!: string;
  @IsString() @Length(1, 256) password!: string;
}
