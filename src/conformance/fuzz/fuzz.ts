import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import type { CaseResult } from '../../report.ts';
import { compileSchema } from '../../schema/compile.ts';
import type { Json } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { fastCheck } from '../../schema/strings.ts';
import { type Case, oneStep, plainSend } from '../case.ts';
import { randomEvents } from './arbitrary.ts';
import type { KeptFailure } from './replay.ts';
import { spoiltEvents } from './spoilt.ts';

export interface FuzzOptions {
  contract: Contract;
  /** How many events in all; half of them legal. */
  runs: number;
  seed: number;
  /** Keeps a failure, and gives the name of the file. */
  keep(failure: KeptFailure, name: string): Promise<string>;
}

/** Longer than this no kind of event is tried, however slow the receiver is. */
const limitMs = 120_000;

/**
 * Random legal events, which must be accepted, and random illegal ones, which must be refused. A failure is shrunk to the
 * smallest event that still fails; on the way every event is judged by the contract again.
 */
export async function fuzz(run: (each: Case) => Promise<CaseResult>, options: FuzzOptions): Promise<CaseResult[]> {
  return [await fuzzKind('good', run, options), await fuzzKind('bad', run, options)];
}

type Kind = 'good' | 'bad';

async function fuzzKind(
  kind: Kind,
  run: (each: Case) => Promise<CaseResult>,
  { contract, runs, seed, keep }: FuzzOptions,
): Promise<CaseResult> {
  const fc = fastCheck();
  const start = performance.now();
  const fits = fitness(kind, contract);
  const legal = randomEvents(contract.variants);
  const events = (kind === 'good' ? legal : spoiltEvents(legal)).filter(fits);
  const count = Math.ceil(runs / 2);
  let failed: CaseResult | undefined;
  let passed: CaseResult | undefined;
  const property = fc.asyncProperty(events, async (event) => {
    const result = await run(caseOf(kind, event, contract, count));
    if (result.status === 'PASS') passed = result;
    else failed = result;
    return result.status === 'PASS';
  });
  const outcome = await fc.check(property, { seed, numRuns: count, interruptAfterTimeLimit: limitMs });
  const durationMs = Math.round(performance.now() - start);
  const smallest = outcome.counterexample?.[0];
  if (!outcome.failed || !failed || smallest === undefined || !fits(smallest)) {
    const actual = `${outcome.numRuns} events, each as it must be`;
    const base = passed ?? failed ?? (await run(caseOf(kind, smallest ?? {}, contract, count)));
    return { ...base, actual, durationMs, reproduce: '' };
  }
  const body = JSON.stringify(smallest);
  const expect = kind === 'good' ? 'accepted' : 'refused';
  const name = `fuzz-${kind}-${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
  const file = await keep({ schemaVersion: 1, expect, seed, body }, name);
  const why = `${failed.why}; event ${outcome.numRuns}, made smaller in ${outcome.numShrinks} steps: ${body.slice(0, 500)}; kept in ${file}`;
  return { ...failed, why, durationMs };
}

/** Whether an event is what it is made for, beyond the doubtful: an unknown type may be taken, a format is a SHOULD. */
function fitness(kind: Kind, contract: Contract): (event: Json) => boolean {
  const judge = compileSchema(contract.body.schema, contract.dialect, { every: true });
  const type = contract.typePath && toPointer(contract.typePath);
  return (event) => {
    const findings = judge(JSON.parse(JSON.stringify(event)));
    if (kind === 'good') return findings.length === 0;
    return findings.some(({ pointer, rule }) => rule !== 'format' && !(pointer === type && rule === 'enum'));
  };
}

function caseOf(kind: Kind, event: Json, contract: Contract, count: number): Case {
  const method = contract.operation.method.toUpperCase();
  const send = plainSend(Buffer.from(JSON.stringify(event)), method, kind === 'good' ? 'legal' : 'illegal');
  return {
    id: `fuzz.${kind}`,
    title: `${count} random ${kind === 'good' ? 'legal events are accepted' : 'illegal events are refused'}`,
    group: 'fuzz',
    level: 'MUST',
    requirement: { source: `${contract.source.split(/[\\/]/).at(-1)}#${toPointer(contract.operation.location)}/requestBody`, quote: 'the schema of the events' },
    ...oneStep(send, kind === 'good' ? 'accepted' : 'refused'),
  };
}
