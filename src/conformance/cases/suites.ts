import { compileEvents } from '../../contract/compile-events.ts';
import { byUrl, type Contract, type Contracts } from '../../contract/load.ts';
import { withDeclaredParameters } from '../../delivery/parameters.ts';
import { isUserError } from '../../errors.ts';
import { remembering } from '../../once.ts';
import type { BadEvents, Coverage } from '../../report.ts';
import { sortedJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { parsedEventJudge, validatorOrRefusal } from '../../validator/deliveries.ts';
import { badEventsOf, owingBadEvents } from './bad-events.ts';
import { type Case, operationCaseId } from './case.ts';
import { triedPlaces } from './generated/sites.ts';
import { loadSuite, type Suite, type SuiteOptions } from './suite.ts';

/** Holds the cases for all operations of a document. */
export interface Suites extends Suite {
  /** Holds a valid event of each operation, for controls; an operation that no event meets is not among them. */
  controls: ReadonlyMap<Contract, Buffer>;
}

/** Says of what the cases of a document are made. */
interface SuitesOptions extends SuiteOptions {
  /** Says what a bad event is owed; what its operation documents, where nothing is said. */
  badEvents?: BadEvents | undefined;
  /** Holds valid events that were given, which serve where none can be made. */
  valid?: ReadonlyMap<Contract, Buffer>;
}

/**
 * Makes the cases for the operations of a document. What does not differ is tried on the first of them alone: credentials, media
 * types, and constraints of schemas that several refer to. Where there are several, `@` and an operation's name end the ids of
 * its cases. An operation that no event meets is left out, and said in the coverage.
 */
export async function loadSuites(contracts: Contracts, options: SuitesOptions = {}): Promise<Suites> {
  const suites = await suitesOf(contracts, options);
  const cases = suites.cases.map((each) => {
    return owingBadEvents(each, options.badEvents ?? badEventsOf(each.contract ?? contracts.all[0]));
  });
  return { ...suites, cases };
}

async function suitesOf(contracts: Contracts, { valid, ...options }: SuitesOptions): Promise<Suites> {
  const [only, another] = contracts.all;
  const validatorOf = remembering(compiledOnce);
  const judges = contracts.every.length > 1 ? judgesOf(contracts, validatorOf) : new Map<Contract, EventJudge>();
  if (!another) {
    const isTaken = takenElsewhere(only, judges.get(only));
    const suite = await loadSuite(only, { ...options, validate: validatorOf(only), isTaken, given: valid?.get(only) });
    return { ...suite, controls: new Map([[only, suite.control]]) };
  }
  const triedBy = triedPlaces();
  const parameters = new Set<string>();
  const suites: { contract: Contract; suite: Suite }[] = [];
  const left: Coverage['unexercised'] = [];
  for (const contract of contracts.all) {
    try {
      const further = suites.length > 0;
      const declared = sortedJson(contract.parameters.map(({ examples, location, ...asked }) => asked));
      const isTaken = takenElsewhere(contract, judges.get(contract));
      const suite = await loadSuite(contract, {
        ...options,
        validate: validatorOf(contract),
        further,
        isTaken,
        given: valid?.get(contract),
        isTried: triedBy(contract),
        hasOwnParameters: !parameters.has(declared),
      });
      parameters.add(declared);
      suites.push({ contract, suite: { ...suite, cases: suite.cases.map((each) => ownCase(each, contract)) } });
    } catch (error) {
      if (!isUserError(error)) throw error;
      if (contract === contracts.all.at(-1) && suites.length === 0) throw error;
      const pointer = toPointer([...contract.operation.location, 'requestBody']);
      left.push({ pointer, keyword: 'schema', why: error.message });
    }
  }
  return {
    cases: suites.flatMap(({ suite }) => suite.cases),
    control: suites[0]?.suite.control ?? Buffer.alloc(0),
    controls: new Map(suites.map(({ contract, suite }) => [contract, suite.control])),
    coverage: summed([
      ...suites.map(({ suite }) => suite.coverage),
      { constraints: left.length, exercised: 0, unexercised: left },
    ]),
  };
}

type EventJudge = ReturnType<typeof parsedEventJudge>;

/** Compiles an operation for its own cases, and for those of others that its events may be taken for. */
function compiledOnce(contract: Contract): Validator {
  return compileEvents(contract, { every: true, written: true });
}

/** Makes the judge of each operation's deliveries: by all operations that share its URL. */
function judgesOf(contracts: Contracts, validatorOf: (contract: Contract) => Validator): Map<Contract, EventJudge> {
  const orRefused = remembering((contract: Contract) => validatorOrRefusal(() => validatorOf(contract)));
  return new Map(
    byUrl(contracts).flatMap((here) => {
      const all = here.every as Contracts['all'];
      const judge = parsedEventJudge({ ...here, all }, { validatorOf: orRefused });
      return here.all.map((contract) => [contract, judge] as const);
    }),
  );
}

/** Tells whether some operation takes an event that a case means to be refused, delivered as one of this operation. */
function takenElsewhere(contract: Contract, judge: EventJudge | undefined): SuiteOptions['isTaken'] {
  if (!judge) return undefined;
  const bare = { method: 'POST', target: '/', headers: [], body: null };
  let headers: Map<string, string> | undefined;
  return (event, own) => {
    headers ??= new Map(
      withDeclaredParameters(bare, contract).headers.map(([name, value]) => [name.toLowerCase(), value]),
    );
    const known = own && new Map([[contract, own]]);
    return judge({ event, header: (name) => headers?.get(name) }, known).findings.length === 0;
  };
}

/** Names a case of what an operation says itself by that operation. */
function ownCase(each: Case, contract: Contract): Case {
  if (!/^(schema|headers|evolution)\./.test(each.id)) return { ...each, contract };
  const named = (title: string): string => `${title} (${contract.operation.name})`;
  return {
    ...each,
    contract,
    id: operationCaseId(each.id, contract),
    title: named(each.title),
    ...(each.ignored ? { ignored: { ...each.ignored, title: named(each.ignored.title) } } : {}),
  };
}

function summed(all: readonly Coverage[]): Coverage {
  const sum = (count: (coverage: Coverage) => number): number => all.reduce((total, each) => total + count(each), 0);
  return {
    constraints: sum(({ constraints }) => constraints),
    exercised: sum(({ exercised }) => exercised),
    unexercised: all.flatMap(({ unexercised }) => unexercised),
  };
}
