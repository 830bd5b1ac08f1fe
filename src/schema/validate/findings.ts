import type { ErrorObject } from 'ajv';
import type { Finding } from '../../finding.ts';
import type { Definitions } from '../definitions.ts';
import { describeError } from './describe.ts';
import { type FailedBranch, tellMeantBranch } from './meant-branch.ts';

/** Holds what an error came to, and where it comes from. */
interface ToldError {
  schemaPath: string;
  instancePath: string;
  findings: Finding[];
}

/** Names the keywords of which Ajv also tells why each schema inside, or each item, does not fit. */
const wholes = new Set(['oneOf', 'anyOf', 'contains']);

/**
 * Puts Ajv's errors as findings. Of a union that failed, those of the branch that was evidently meant are told, and else the
 * union's own: what all its branches say would say less. `definitions` are what the schema refers to.
 */
export function findingsOf(errors: readonly ErrorObject[], definitions: Definitions): Finding[] {
  const told: ToldError[] = [];
  for (const error of errors) {
    const { schemaPath, instancePath } = error;
    // What a union says stands behind what its branches say.
    const inside = wholes.has(error.keyword) ? takeInside(told, error) : [];
    told.push({ schemaPath, instancePath, findings: findingsOfError(error, inside, definitions) });
  }
  return told.flatMap(({ findings }) => findings);
}

function takeInside(told: ToldError[], { schemaPath, instancePath }: ErrorObject): ToldError[] {
  let first = told.length;
  while (first > 0 && told[first - 1]?.instancePath.startsWith(instancePath)) first--;
  const lately = told.splice(first);
  const isInside = (each: ToldError): boolean => each.schemaPath.startsWith(`${schemaPath}/`);
  told.push(...lately.filter((each) => !isInside(each)));
  return lately.filter(isInside);
}

function findingsOfError(error: ErrorObject, inside: readonly ToldError[], definitions: Definitions): Finding[] {
  const { keyword, schema, schemaPath, params } = error;
  if (keyword === 'contains' || params.passingSchemas || !Array.isArray(schema)) return [describeError(error)];
  const branches = schema.map((branch): FailedBranch => ({ schema: branch, findings: [] }));
  for (const each of inside) {
    const index = Number.parseInt(each.schemaPath.slice(schemaPath.length + 1), 10);
    branches[index]?.findings.push(...each.findings);
  }
  // Ajv names the places of some references otherwise: then nothing is known of all branches.
  const isComplete = branches.every(({ findings }) => findings.length > 0);
  return (isComplete && tellMeantBranch(branches, error, definitions)) || [describeError(error)];
}
