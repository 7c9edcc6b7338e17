export * from './permission-table.js';
export * from './route-decorators.js';
export * from './signed-in.js';
