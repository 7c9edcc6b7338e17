export * from './reports.module.js';
export * from './today.js';
