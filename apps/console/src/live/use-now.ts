import { useSyncExternalStore } from 'react';
import { currentSecond, subscribeSecond } from './clock.js';

/** The desk's time in ms, turning once a second for everybody at once. */
export const useNow = (): number => useSyncExternalStore(subscribeSecond, currentSecond, currentSecond);
