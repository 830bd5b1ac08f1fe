/**
 * Tries the suite on receivers that are known to be faulty and on ones that are known to be right, round after round while
 * all processors are busy with something else: a gate that is right only on an idle machine is of no use.
 * Takes the number of rounds (20 unless told otherwise); ends with 1 when any verdict was wrong.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { faultyReceivers } from '../test/receivers/faulty.ts';
import { flagged, type Kit, loadKit, profiles } from '../test/receivers/kit.ts';
import { rightReceivers } from '../test/receivers/right.ts';

const rounds = Number(process.argv[2] ?? 20);
const busy = Array.from({ length: availableParallelism() }, keepBusy);
let wrong = 0;
try {
  const kits = new Map<string, Kit>();
  for (const profile of profiles) kits.set(profile, await loadKit(profile));
  for (let round = 1; round <= rounds; round++) await prove(kits, round);
} finally {
  for (const child of busy) child.kill('SIGKILL');
}
console.log(wrong === 0 ? `${rounds} rounds, every verdict right` : `${wrong} verdicts were wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

async function prove(kits: ReadonlyMap<string, Kit>, round: number): Promise<void> {
  const started = performance.now();
  let killed = 0;
  let spared = 0;
  for (const faulty of faultyReceivers) {
    const report = await kits.get(faulty.profile ?? 'keys')?.meantFor(faulty);
    const found = report?.cases.some(({ status }) => status === (faulty.warns ? 'WARN' : 'FAIL')) ?? false;
    if (found) killed++;
    else complain(`${faulty.name}: not found by ${faulty.kills}`);
  }
  for (const [profile, kit] of kits) {
    for (const right of rightReceivers) {
      const said = flagged(await kit.allOf(right));
      if (said.length === 0) spared++;
      else complain(`${right.name} (${profile}): ${JSON.stringify(said)}`);
    }
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  const all = rightReceivers.length * kits.size;
  console.log(
    `round ${round}: ${killed} of ${faultyReceivers.length} faulty receivers found, ${spared} of ${all} runs of right ones without a fault, ${seconds} s`,
  );
}

function complain(what: string): void {
  wrong++;
  console.log(what);
}

function keepBusy(): ChildProcess {
  return spawn(
    process.execPath,
    [
      '-e',
      'process.once("disconnect", () => process.exit()); (function spin() { const end = Date.now() + 50; while (Date.now() < end); setImmediate(spin); })()',
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
}
