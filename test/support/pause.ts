import { setTimeout as wait } from 'node:timers/promises';

/** Waits before somebody is asked again: who asks without a pause keeps busy what is to get on. */
export function pause(): Promise<void> {
  return wait(5);
}
