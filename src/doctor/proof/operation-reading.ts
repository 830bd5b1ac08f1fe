import { compileEvents } from '../../contract/compile-events.ts';
import type { Contract } from '../../contract/contract.ts';
import { once } from '../../once.ts';
import type { DocumentOperation } from '../../openapi/operations.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import type { Json } from '../../schema/json.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { countNodes } from '../local-schemas.ts';
import { repairDefects, subjectOf } from '../repair.ts';
import type { Subject } from '../rule.ts';
import { type Steps, takeSteps } from '../steps.ts';
import { candidatesOf } from './candidates.ts';
import { contractIn, type Slicer } from './operation-slice.ts';
import { type RouteFinder, routeFinder } from './routes.ts';

/** Holds one operation as published and as meant. What is costly of it is made when it is first asked for. */
export interface OperationReading {
  operation: DocumentOperation;
  /** Holds the part of the document that its events need, all where it was. */
  slice(): OpenApiDocument;
  subject(): Subject;
  routes(): RouteFinder;
  /** Gives the contract and its validator, or the input error by which no receiver can use it; undefined where no JSON is taken. */
  published(): UsableContract | undefined;
  repaired(): Promise<{ document: OpenApiDocument; usable: UsableContract | undefined }>;
  /** Gives events that are worth a look, simple ones first. */
  candidates(): Promise<Json[]>;
}

/** Holds a contract and its validator; of one whose events no receiver can use, what refuses them all, where that is why. */
type UsableContract = { contract: Contract; validate: Validator } | { error: unknown; validate: Validator | undefined };

/** Operations whose schemas come to more nodes get no events made at random, only those for a certain defect. */
const mostForCandidates = 20_000;

/** Reads one operation of a document. */
export function operationReading(
  document: { slicer: Slicer; source: string; steps: Steps; original: Slicer },
  operation: DocumentOperation,
): OperationReading {
  const { slicer, original, source, steps } = document;
  const slice = once(() => slicer(operation));
  const subject = once(() => subjectOf(slice(), original(operation), steps));
  const published = once(() => usableContract(slice(), { operation, source, steps }));
  const repaired = once(async () => {
    const { document: mended } = await repairDefects(subject());
    return { document: mended, usable: usableContract(mended, { operation, source, steps }) };
  });
  const candidates = once(async () => {
    const contracts = [(await repaired()).usable, published()].flatMap((each) =>
      each && 'contract' in each && countNodes(each.contract.body.schema) < mostForCandidates ? [each.contract] : [],
    );
    return takeSteps(steps, 10_000, `events of ${operation.id}`) ? candidatesOf(contracts) : [];
  });
  const routes = once(() => routeFinder(slice(), operation));
  return { operation, slice, subject, routes, published, repaired, candidates };
}

/** Reads and compiles an operation of a slice. */
export function usableContract(
  slice: OpenApiDocument,
  { operation, source, steps }: { operation: DocumentOperation; source: string; steps: Steps },
): UsableContract | undefined {
  if (!takeSteps(steps, 1, `operation ${operation.id}`)) return undefined;
  try {
    const contract = contractIn(slice, operation, source);
    if (!contract) return undefined;
    steps.left -= countNodes(contract.body.schema);
    return { contract, validate: compileEvents(contract) };
  } catch (error) {
    return { error, validate: judgeOf(slice, { operation, source, steps }) };
  }
}

/** Makes what judges events of a schema that none of them meets; undefined where it cannot be used for another reason. */
function judgeOf(
  slice: OpenApiDocument,
  { operation, source, steps }: { operation: DocumentOperation; source: string; steps: Steps },
): Validator | undefined {
  try {
    const contract = contractIn(slice, operation, source, true);
    if (!contract) return undefined;
    steps.left -= countNodes(contract.judged.schema);
    return compileEvents(contract);
  } catch {
    return undefined;
  }
}
