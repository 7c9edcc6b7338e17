import { TIERS } from '#escalation';
import { TIER_SHAPES } from './tier-shape.js';

describe('the shape of a tier', () => {
  it('tells every tier apart without colour', () => {
    const looks = TIERS.map((tier) => JSON.stringify(TIER_SHAPES[tier]));
    expect(new Set(looks).size).toBe(TIERS.length);
    expect(new Set(TIERS.map((tier) => TIER_SHAPES[tier].path)).size).toBe(TIERS.length);
  });

  it('fills only what must be handled at once', () => {
    expect(TIERS.filter((tier) => TIER_SHAPES[tier].filled)).toEqual(['critical', 'high']);
  });
});
