import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, Outcome } from './fault.ts';

/** Does the faults one after the other, prints a line for each and one for all; gives whether all promises were kept. */
export async function report(faults: readonly (readonly [name: string, fault: Fault])[]): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const [name, fault] of faults) {
    const began = performance.now();
    const outcome = await inFolder(fault);
    outcomes.push(outcome);
    console.log(`${name}: ${told(outcome)} (${Math.round((performance.now() - began) / 1000)} s)`);
  }
  const sum = (count: 'acknowledged' | 'lost' | 'doubled'): number =>
    outcomes.reduce((total, outcome) => total + outcome[count], 0);
  const broken = outcomes.flatMap((outcome) => outcome.broken).length;
  const counts = `${sum('acknowledged')} acknowledged, ${sum('lost')} lost, ${sum('doubled')} doubled`;
  console.log(`${faults.length} faults: ${counts}, ${broken} other promises broken`);
  return sum('lost') + sum('doubled') + broken === 0;
}

function told({ acknowledged, lost, doubled, figures, broken }: Outcome): string {
  const counts = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled`;
  return [counts, figures, ...broken.map((each) => `BROKEN: ${each}`)].filter(Boolean).join('; ');
}

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
