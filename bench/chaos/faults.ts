import type { Fault } from './fault.ts';
import { diskFull } from './faults/disk-full.ts';
import { killed } from './faults/kill.ts';
import { powerCut } from './faults/power-cut.ts';

/** Holds the faults of `make chaos`, in their order. */
export const faults: Record<string, Fault> = {
  'kill -9': killed({ times: 50, readyWithinMs: 2_000 }),
  'power cut': powerCut({ times: 10, controls: 2 }),
  'disk full': diskFull({ times: 3, recoversWithinMs: 5_000 }),
};
