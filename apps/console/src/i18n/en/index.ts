import type { Same } from '../same.js';
import type { zh } from '../zh/index.js';
import { admin } from './admin.js';
import { audit } from './audit.js';
import { desk } from './desk.js';
import { script } from './script.js';
import { shell } from './shell.js';
import { words } from './words.js';
import { work } from './work.js';

export const en: Same<typeof zh> = {
  ...words,
  ...shell,
  ...desk,
  ...work,
  ...admin,
  ...audit,
  script: { ...desk.script, ...script },
};
