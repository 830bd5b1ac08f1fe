import type { Contract } from '../../contract/load.ts';
import type { Coverage } from '../../report.ts';
import { compileSchema, type Judge } from '../../schema/compile.ts';
import { type Json, sameJson } from '../../schema/json.ts';
import { type Case, type Expectation, oneStep, plainSend } from '../case.ts';
import { badEdits } from './bad.ts';
import { goodEdits } from './good.ts';
import type { MadeEvent } from './made.ts';

export interface Generated {
  cases: Case[];
  /** Ids of events that turned out not to be what they were made for, and were left out. */
  discarded: string[];
  coverage: Coverage;
}

/**
 * The cases that follow from the contract's schemas. Each event is judged by the contract before it becomes a case: a
 * good one must be legal, a bad one must break the contract at the one place it was made for and nowhere else.
 */
export function generateCases(contract: Contract, _seed: number): Generated {
  const judge = compileSchema(contract.body.schema, contract.dialect, { every: true });
  const good = goodEdits(contract)
    .filter(once())
    .map((made) => ({ made, fit: judge(made.event).length === 0 }));
  const bad = badEdits(contract)
    .filter(once())
    .map((made) => ({ made, fit: brokenOnce(made, judge) }));
  return {
    cases: [
      ...good.filter(({ fit }) => fit).map(({ made }) => caseOf(made, 'good', contract)),
      ...bad.filter(({ fit }) => fit).map(({ made }) => caseOf(made, 'bad', contract)),
    ],
    coverage: { constraints: 0, exercised: 0, unexercised: [] },
    discarded: [...good, ...bad].filter(({ fit }) => !fit).map(({ made }) => made.id),
  };
}

function brokenOnce(made: MadeEvent, judge: Judge): boolean {
  const findings = judge(made.event);
  const places = new Set(findings.map(({ pointer }) => pointer));
  return findings.length > 0 && [...places].every((pointer) => made.blamed?.includes(pointer));
}

function once(): (made: MadeEvent) => boolean {
  const seen = new Map<string, Json>();
  return ({ id, event }) => {
    const before = seen.get(id);
    if (before !== undefined && !sameJson(before, event)) throw new Error(`two generated cases are called ${id}`);
    seen.set(id, event);
    return before === undefined;
  };
}

function caseOf({ id, title, level, requirement, event }: MadeEvent, kind: 'good' | 'bad', contract: Contract): Case {
  const expect: Expectation = level === 'OBSERVE' ? 'observed' : kind === 'good' ? 'accepted' : 'refused';
  const method = contract.operation.method.toUpperCase();
  const send = plainSend(Buffer.from(JSON.stringify(event)), method, kind === 'good' ? 'legal' : 'illegal');
  return { id: `schema.${kind}.${id}`, title, group: `schema.${kind}`, level, requirement, ...oneStep(send, expect) };
}
