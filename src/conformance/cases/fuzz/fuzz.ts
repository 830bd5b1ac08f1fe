import { hash } from 'node:crypto';
import { compileEvents } from '../../../contract/compile-events.ts';
import type { Contract } from '../../../contract/load.ts';
import { quoted } from '../../../delivery/curl.ts';
import type { CaseResult } from '../../../report.ts';
import type { Json } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import { fastCheck } from '../../../schema/samples/strings.ts';
import { type Case, eventCase, type FuzzPlan, operationCaseId, sourceAt } from '../case.ts';
import { randomEvents, spoiltEvents } from './arbitraries.ts';
import type { KeptFailure } from './replay.ts';

/** Keeps a failure, and gives the name of the file. */
export type KeepFailure = (failure: KeptFailure, name: string) => Promise<string>;

/** Longer than this no kind of event is tried, however slow the receiver is. */
const limitMs = 120_000;

/** Makes the cases that send random events, `runs` in all: of each operation one of legal ones and one of illegal ones. */
export function fuzzCases(contracts: readonly Contract[], runs: number, seed: number): Case[] {
  return contracts.flatMap((contract, index) => {
    const share = Math.floor(runs / contracts.length) + (index < runs % contracts.length ? 1 : 0);
    const halves = { good: Math.ceil(share / 2), bad: Math.floor(share / 2) };
    return (['good', 'bad'] as const)
      .map((kind): FuzzPlan => ({ kind, runs: halves[kind], seed }))
      .filter((plan) => plan.runs > 0)
      .map((plan) => {
        const made = randomCase(plan, {}, contract);
        const id = contracts.length === 1 ? made.id : operationCaseId(made.id, contract);
        return { ...made, id, alone: true, fuzz: plan };
      });
  });
}

/**
 * Runs such a case. A failure is shrunk to the smallest event that still fails; on the way every event is judged by the
 * contract again. `run` runs the case of one event.
 */
export async function fuzz(
  plan: FuzzPlan,
  contract: Contract,
  run: (each: Case) => Promise<CaseResult>,
  keep: KeepFailure,
): Promise<CaseResult> {
  const { kind, runs, seed } = plan;
  const start = performance.now();
  const fits = fitness(kind, contract);
  const legal = randomEvents(contract.variants);
  const events = (kind === 'good' ? legal : spoiltEvents(legal)).filter(patiently(fits));
  let failed: CaseResult | undefined;
  let blocked: CaseResult | undefined;
  let last: CaseResult | undefined;
  const fc = fastCheck();
  const property = fc.asyncProperty(events, async (event) => {
    last = await run(randomCase(plan, event, contract));
    if (last.status === 'BLOCKED' || last.status === 'ERROR') blocked ??= last;
    else if (last.status !== 'PASS') failed = last;
    return last.status !== 'FAIL';
  });
  const check = { seed, numRuns: runs, interruptAfterTimeLimit: limitMs };
  const outcome = await fc.check(property, check).catch(givenUp);
  const durationMs = Math.round(performance.now() - start);
  if (!outcome) return unmade(randomCase(plan, {}, contract), durationMs);
  const smallest = outcome.counterexample?.[0];
  const result = failed ?? blocked ?? last;
  if (!result) throw new Error('no random event was made');
  const again = (option: string): string => result.reproduce.replace(/--case \S+$/, option);
  if (blocked && !failed) return { ...blocked, durationMs, reproduce: again(`--fuzz ${runs * 2} --seed ${seed}`) };
  if (!failed || smallest === undefined || !fits(smallest)) {
    const actual = `${outcome.numRuns} events, each as it must be`;
    return { ...result, actual, why: '', reproduce: '', durationMs };
  }
  const body = JSON.stringify(smallest);
  const expect = kind === 'good' ? 'accepted' : 'refused';
  const name = `fuzz-${kind}-${hash('sha256', body).slice(0, 8)}`;
  const file = await keep({ schemaVersion: 1, expect, seed, body }, name);
  const story = `event ${outcome.numRuns}, made smaller in ${outcome.numShrinks} steps: ${body.slice(0, 500)}`;
  const reproduce = again(`--replay ${quoted(file)} --group replay`);
  return { ...result, why: `${result.why}; ${story}; kept in ${file}`, reproduce, durationMs };
}

/** After so many events that are not what they are made for, no further ones are tried. */
const mostMisses = 3_000;
const noEvent = new Error('no random event is what it is made for');

/** Makes a filter that gives up where chance finds nothing, and would otherwise be asked for ever. */
function patiently(fits: (event: Json) => boolean): (event: Json) => boolean {
  let misses = 0;
  return (event) => {
    const fit = fits(event);
    misses = fit ? 0 : misses + 1;
    if (misses > mostMisses) throw noEvent;
    return fit;
  };
}

function givenUp(error: unknown): undefined {
  if (error !== noEvent) throw error;
}

function unmade({ id, title, group, level, requirement }: Case, durationMs: number): CaseResult {
  const why = `of ${mostMisses} random events in a row, the contract finds none to be what it is made for`;
  const said = { expected: '', actual: '', why, reproduce: '', durationMs, exchanges: [] };
  return { id, title, group, level, requirement, status: 'NOT-APPLICABLE', ...said };
}

/** Tells whether an event is what it is made for, beyond the doubtful: an unknown type may be taken, a format is a SHOULD. */
function fitness(kind: FuzzPlan['kind'], contract: Contract): (event: Json) => boolean {
  const judge = compileEvents(contract, { every: true });
  const type = contract.typePath && toPointer(contract.typePath);
  return (event) => {
    const findings = judge(JSON.parse(JSON.stringify(event)));
    if (kind === 'good') return findings.length === 0;
    return findings.some(({ pointer, rule }) => rule !== 'format' && !(pointer === type && rule === 'enum'));
  };
}

function randomCase({ kind, runs }: FuzzPlan, event: Json, contract: Contract): Case {
  const names = {
    id: `fuzz.${kind}`,
    title: `${runs} random ${kind === 'good' ? 'legal events are accepted' : 'illegal events are refused'}`,
    group: 'fuzz',
    level: 'MUST' as const,
    requirement: {
      source: sourceAt(contract, `${toPointer(contract.operation.location)}/requestBody`),
      quote: 'the schema of the events',
    },
  };
  return eventCase(names, { body: Buffer.from(JSON.stringify(event)), isValid: kind === 'good' }, contract);
}
