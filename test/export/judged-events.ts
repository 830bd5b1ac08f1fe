import fc from 'fast-check';
import { randomEvents, spoiltEvents } from '../../src/conformance/cases/fuzz/arbitraries.ts';
import { generateCases } from '../../src/conformance/cases/generated/generate.ts';
import type { Contracts } from '../../src/contract/load.ts';
import { isNestedDeeper } from '../../src/schema/json-text.ts';
import { parsedEventJudge } from '../../src/validator/deliveries.ts';

/** Holds an event, and whether `check` takes it. */
export interface JudgedEvent {
  event: unknown;
  isValid: boolean;
}

/** Gives the events of the generated cases, and random ones, of each operation; most of the latter are spoilt. */
export function judgedEvents(contracts: Contracts, numRuns: number): JudgedEvent[] {
  const judge = parsedEventJudge(contracts);
  const events = contracts.all.flatMap((contract) => {
    const bodies = generateCases(contract, 1).cases.flatMap(({ steps }) => steps.map(({ send }) => send.body));
    const written = bodies.flatMap((body) => (body && !isNestedDeeper(body, 60) ? parsed(body) : []));
    const random = randomEvents(contract.variants);
    const seeded = { seed: 7, numRuns };
    return [...written, ...fc.sample(random, seeded), ...fc.sample(spoiltEvents(random), seeded)];
  });
  return events.map((event) => ({ event, isValid: judge({ event }).findings.length === 0 }));
}

function parsed(body: Buffer): unknown[] {
  try {
    return [JSON.parse(body.toString())];
  } catch {
    return [];
  }
}
