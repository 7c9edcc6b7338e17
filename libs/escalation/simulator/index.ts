export { ASSUMPTIONS } from './assumptions.js';
export { Simulation, type SimulationSetup } from './simulation.js';
export type { SimulatedAlert } from './simulated-alert.js';
export type { Figures, Spread, TierFigures } from './figures.js';
export { FATES, type Fate } from './modelled-scam.js';
export { comparisonReport, type Comparison } from './comparison-report.js';
