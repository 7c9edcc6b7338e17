import type { Figure } from '#contracts';
import type { Tier } from '#escalation';

export interface FigureLine {
  key: string;
  /** How it was counted: a definition in docs/counting.md. */
  query: string;
  all: Figure | undefined;
  byTier: Partial<Record<Tier, Figure>>;
}

/** The flat figures of a report as table lines, in the report's order. */
export function figureLines(figures: readonly Figure[]): FigureLine[] {
  const lines = new Map<string, FigureLine>();
  for (const figure of figures) {
    const line = lines.get(figure.key) ?? {
      key: figure.key,
      query: figure.query,
      all: undefined,
      byTier: {},
    };
    if (figure.tier === undefined) line.all = figure;
    else line.byTier[figure.tier] = figure;
    lines.set(figure.key, line);
  }
  return [...lines.values()];
}
