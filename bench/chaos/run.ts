/**
 * Does harm to receivers under load and compares what was acknowledged with what their journals hold. Takes names of faults;
 * all of them where none is named. Prints a line a fault; ends with 1 where an event was lost or doubled, or a promise broken.
 */
import { faults } from './faults.ts';
import { report } from './report.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in faults));
if (unknown.length > 0) {
  console.log(`no such fault: ${unknown.join(', ')}. Known are: ${Object.keys(faults).join(', ')}`);
  process.exit(2);
}
const chosen = Object.entries(faults).filter(([name]) => names.length === 0 || names.includes(name));
process.exit((await report(chosen)) ? 0 : 1);
