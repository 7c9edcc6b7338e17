export * from './daily.js';
export * from './reports.module.js';
export * from './today.js';
