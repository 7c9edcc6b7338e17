import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, Matches, Max, Min } from 'class-validator';
import { TIERS, type Tier } from '#escalation';

export class DayQuery {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'date must be YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'date must be a day that exists' })
  date!: string;
}

export class FigureQuery extends DayQuery {
  @Matches(/^[a-z_]{1,40}$/, { message: 'figure must be a key of the report' }) figure!: string;
  /** Only what counted in this tier. */
  @IsOptional() @IsIn(TIERS) tier?: Tier;
}

export class FigurePageQuery extends FigureQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) limit: number = 200;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(1_000_000) offset: number = 0;
}
