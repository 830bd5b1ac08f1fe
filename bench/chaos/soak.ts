/**
 * Delivers to a receiver for as many minutes as the argument says, 60 unless told otherwise, and prints each minute what it
 * holds. Ends with 1 where an event was lost or doubled, or the receiver grew.
 */
import { soaked } from './faults/soak.ts';
import { report } from './report.ts';

const minutes = Number(process.argv[2] ?? 60);
if (!(minutes > 0)) {
  console.log('say for how many minutes');
  process.exit(2);
}
const soak = soaked({ ms: minutes * 60_000, everyMs: Math.min(60_000, minutes * 15_000), hear: console.log });
process.exit((await report([['soak', soak]])) ? 0 : 1);
