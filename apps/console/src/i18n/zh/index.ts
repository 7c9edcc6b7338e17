import { admin } from './admin.js';
import { desk } from './desk.js';
import { script } from './script.js';
import { shell } from './shell.js';
import { words } from './words.js';
import { work } from './work.js';

export const zh = { ...words, ...shell, ...desk, ...work, ...admin, script: { ...desk.script, ...script } };
