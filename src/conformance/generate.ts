import type { Contract } from '../contract/load.ts';
import { compileSchema, type Judge } from '../schema/compile.ts';
import { type Json, sameJson } from '../schema/json.ts';
import { badEdits } from './bad.ts';
import type { Case, Expectation } from './case.ts';
import { goodEdits } from './good.ts';
import type { MadeEvent } from './made.ts';

export interface Generated {
  cases: Case[];
  /** Ids of events that turned out not to be what they were made for, and were left out. */
  discarded: string[];
}

/**
 * The cases that follow from the contract's schemas. Each event is judged by the contract before it becomes a case: a
 * good one must be legal, a bad one must break the contract at the one place it was made for and nowhere else.
 */
export function generateCases(contract: Contract): Generated {
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
  return {
    id: `schema.${kind}.${id}`,
    title,
    group: `schema.${kind}`,
    level,
    requirement,
    expect,
    answer: [],
    send: {
      method: contract.operation.method.toUpperCase(),
      suffix: '',
      headers: [['content-type', 'application/json']],
      body: Buffer.from(JSON.stringify(event)),
      bodyIs: kind === 'good' ? 'legal' : 'illegal',
      spoilt: {},
      shell: {},
      headerCase: 'as-is',
    },
  };
}
