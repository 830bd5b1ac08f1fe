/**
 * Does harm to receivers under load and compares what was acknowledged with what their journals hold. Takes names of faults;
 * all of them where none is named. Prints a line a fault; ends with 1 where an event was lost or doubled, or a promise broken.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, Outcome } from './fault.ts';
import { faults } from './faults.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in faults));
if (unknown.length > 0) {
  console.log(`no such fault: ${unknown.join(', ')}. Known are: ${Object.keys(faults).join(', ')}`);
  process.exit(2);
}
const chosen = Object.entries(faults).filter(([name]) => names.length === 0 || names.includes(name));
const outcomes: Outcome[] = [];
for (const [name, fault] of chosen) {
  const began = performance.now();
  const outcome = await inFolder(fault);
  outcomes.push(outcome);
  const { acknowledged, lost, doubled, figures, broken } = outcome;
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${name}: ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled; ${[figures, ...broken.map((each) => `BROKEN: ${each}`)].filter(Boolean).join('; ')} (${seconds} s)`,
  );
}
const sum = (count: 'acknowledged' | 'lost' | 'doubled'): number =>
  outcomes.reduce((total, outcome) => total + outcome[count], 0);
const broken = outcomes.flatMap((outcome) => outcome.broken).length;
console.log(
  `${chosen.length} faults: ${sum('acknowledged')} acknowledged, ${sum('lost')} lost, ${sum('doubled')} doubled, ${broken} other promises broken`,
);
process.exit(sum('lost') + sum('doubled') + broken === 0 ? 0 : 1);

async function inFolder(fault: Fault): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'hookproof-chaos-'));
  try {
    return await fault(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { acknowledged: 0, lost: 0, doubled: 0, figures: '', broken: [`ended early: ${why}`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
