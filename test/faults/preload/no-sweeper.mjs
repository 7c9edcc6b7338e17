/**
 * Preloaded into the worker of the scenario that proves the measurement: nobody fires what Redis did not. Such a run
 * has to show losses.
 */
import 'reflect-metadata';
import { Wakes } from '#cases';

if (typeof Wakes.prototype.sweep !== 'function') throw new Error('the sweeper is gone');
Wakes.prototype.sweep = () => Promise.resolve(0);
