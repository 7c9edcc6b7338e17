export * from './vocabulary.js';
export * from './snapshot.js';
