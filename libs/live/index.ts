export * from './feed.js';
export * from './feed.sealer.js';
export * from './live.module.js';
export * from './presence.js';
