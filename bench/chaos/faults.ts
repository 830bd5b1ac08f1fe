import type { Fault } from './fault.ts';
import { damaged } from './faults/damage.ts';
import { diskFull } from './faults/disk-full.ts';
import { killed } from './faults/kill.ts';
import { overloaded } from './faults/overload.ts';
import { postgresCut, postgresFrozen, postgresKilled } from './faults/postgres.ts';
import { powerCut } from './faults/power-cut.ts';
import { terminated } from './faults/sigterm.ts';
import { slowSockets } from './faults/slow.ts';

/** Holds the faults of `make chaos`, in their order. */
export const faults: Record<string, Fault> = {
  'kill -9': killed({ times: 50, readyWithinMs: 2_000 }),
  'power cut': powerCut({ times: 10, controls: 2 }),
  damage: damaged(50),
  'disk full': diskFull({ times: 3, recoversWithinMs: 5_000 }),
  overload: overloaded({ seconds: 10, mostMiB: 512 }),
  'slow sockets': slowSockets({ seconds: 25, p99Ms: 100 }),
  SIGTERM: terminated({ times: 5, endsWithinMs: 10_000, heldUp: true }),
  'PostgreSQL killed': postgresKilled(30),
  'PostgreSQL frozen': postgresFrozen(10),
  'PostgreSQL cut': postgresCut(10),
};
