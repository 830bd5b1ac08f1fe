import { type Change, worstFirst } from '../change.ts';
import { type Case, pointerOf } from '../conformance/cases/case.ts';
import type { SuiteOptions } from '../conformance/cases/suite.ts';
import { type Contract, type Contracts, prepareContracts } from '../contract/load.ts';
import { originOf } from '../contract/origin.ts';
import type { DriftOptions } from '../drift/run.ts';
import { messageOf } from '../errors.ts';
import type { SourceDocument } from '../openapi/read/read.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';

/**
 * Adds to each change the conformance cases that it affects: those that test the location which changed, and the recorded events
 * of the types it affects. A change of words affects none. Notes say where that cannot be told.
 */
export async function withAffectedCases(
  changes: readonly Change[],
  document: SourceDocument,
  { overlays = [], operation }: Pick<DriftOptions, 'overlays' | 'operation'>,
): Promise<{ changes: Change[]; notes: string[] }> {
  try {
    const options = { unchecked: true as const, overlays, ...(operation === undefined ? {} : { operation }) };
    const contracts = await prepareContracts(document, options);
    // It takes long to load, and a document of many operations is no contract.
    const { loadSuites } = await import('../conformance/cases/suites.ts');
    const { looked, notes } = lookedAt(contracts, changes);
    const places = changes.flatMap((change) => placesOf(change, looked.all));
    const wanted: SuiteOptions['wanted'] = { isWanted: isNear(places), characters: mostCharacters };
    const { cases, controls } = await loadSuites(looked, { wanted });
    if (wanted.isCut) notes.push('conformance cases are not named for all places that changes touch');
    const all = [...controls.keys()];
    const index = indexOf(cases.map((each) => indexedCase(each, each.contract ?? (all[0] as Contract))));
    return { changes: changes.map((change) => ({ ...change, cases: affected(change, index, all) })), notes };
  } catch (error) {
    return {
      changes: [...changes],
      notes: [`which conformance cases are affected cannot be told: ${messageOf(error)}`],
    };
  }
}

/** Cases are made for so many operations at most: to make those of each takes longer than to compare it. */
const mostOperations = 8;
/** Events of an operation so long together are judged to know which cases there are: large ones take long. */
const mostCharacters = 200_000;

/**
 * Chooses the operations whose cases are looked at: of each change that they name the first one, what breaks first, and then the
 * others; where none is named, the first ones. Of a document of many operations it is not asked whether the events of one are another's.
 */
function lookedAt(contracts: Contracts, changes: readonly Change[]): { looked: Contracts; notes: string[] } {
  if (contracts.every.length <= mostOperations) return { looked: contracts, notes: [] };
  const told = worstFirst(changes.filter(({ level }) => level !== 'docs'));
  const touched = new Set([
    ...told.flatMap(({ affects }) => affects.slice(0, 1)),
    ...told.flatMap(({ affects }) => affects),
  ]);
  const named = [...touched].flatMap((name) => contracts.all.find(({ operation }) => operation.name === name) ?? []);
  const wanted = named.length > 0 ? named : contracts.all;
  // A single one would be the whole document, whose cases have shorter names.
  const padding = contracts.all.filter((each) => !wanted.includes(each)).slice(0, wanted.length === 1 ? 1 : 0);
  const all = [...wanted.slice(0, mostOperations), ...padding] as readonly Contract[] as Contracts['all'];
  const note = `conformance cases are named for ${mostOperations} of ${wanted.length} operations that changes touch`;
  return { looked: { ...contracts, all, every: all }, notes: wanted.length > mostOperations ? [note] : [] };
}

type IndexedCase = ReturnType<typeof indexedCase>;

/** Finds where in the contract stands what a case tests, unless another document asks it, and the type of a recorded event. */
function indexedCase({ id, requirement, steps }: Case, { typePath }: Contract) {
  const { source } = requirement;
  const body = id.includes('.recorded.') ? steps[0]?.send.body : undefined;
  const type = body && typePath && valueAt(JSON.parse(body.toString()), typePath);
  return {
    id,
    pointer: /overlay/.test(source.split('#')[0] ?? '') ? undefined : pointerOf(requirement),
    type: typeof type === 'string' ? type : undefined,
  };
}

/** Holds cases by the places that they test. */
interface CaseIndex {
  cases: readonly IndexedCase[];
  /** The numbers of the cases that test just this pointer, and of those that test it or something below it. */
  at: ReadonlyMap<string, readonly number[]>;
  below: ReadonlyMap<string, readonly number[]>;
}

/** Makes it quick to find what tests a place, or something inside it: there are thousands of changes and of cases. */
function indexOf(cases: readonly IndexedCase[]): CaseIndex {
  const at = new Map<string, number[]>();
  for (const [number, { pointer }] of cases.entries()) {
    if (pointer === undefined) continue;
    const here = at.get(pointer);
    if (here) here.push(number);
    else at.set(pointer, [number]);
  }
  const below = new Map<string, number[]>();
  for (const [pointer, numbers] of at)
    for (const around of [pointer, ...holdersOf(pointer)]) {
      const known = below.get(around) ?? [];
      for (const number of numbers) known.push(number);
      below.set(around, known);
    }
  return { cases, at, below };
}

/** Lists the pointers of all that a place lies in, the nearest first. */
function holdersOf(pointer: string): string[] {
  const ends = [...pointer.matchAll(/\//g)].map(({ index }) => index);
  return ends.toReversed().map((end) => pointer.slice(0, end));
}

function affected(change: Change, { cases, at, below }: CaseIndex, contracts: readonly Contract[]): string[] {
  if (affectsNone(change)) return [];
  const locations = placesOf(change, contracts);
  const numbers = new Set(
    locations.flatMap((location) => [
      ...(below.get(location) ?? []),
      ...holdersOf(location)
        .filter((holder) => isKeywordOf(holder, location))
        .flatMap((holder) => at.get(holder) ?? []),
    ]),
  );
  const own = [...numbers].toSorted((a, b) => a - b).map((number) => cases[number]);
  const recorded = cases.filter(({ type }) => type !== undefined && change.affects.includes(type));
  return [...new Set([...own, ...recorded].flatMap((each) => each?.id ?? []))];
}

function affectsNone({ level, source }: Change): boolean {
  return level === 'docs' || (level === 'safe' && source === 'traffic');
}

/** Finds where a change is in the operations that it affects; in all that are looked at, where it names none of them. */
function placesOf(change: Change, contracts: readonly Contract[]): string[] {
  if (affectsNone(change)) return [];
  const named = contracts.filter(({ operation }) => change.affects.includes(operation.name));
  return [...new Set((named.length > 0 ? named : contracts).flatMap((contract) => locationsOf(change, contract)))];
}

/** Makes what tells whether a pointer leads to one of some places, to something inside it, or to what it lies in. */
function isNear(places: readonly string[]): (pointer: string) => boolean {
  const all = new Set(places);
  const around = new Set(places.flatMap(holdersOf));
  return (pointer) => around.has(pointer) || [pointer, ...holdersOf(pointer)].some((each) => all.has(each));
}

/** Finds where a change is in the contract: a recorded event's locations are looked up, and a refusal names one, too. */
function locationsOf({ source, pointer, witness }: Change, contract: Contract): string[] {
  if (source === 'traffic') return pointer === '' ? [] : originsOf(pointer, contract);
  const refusal = witness && /^(\/\S*) /.exec(witness.says)?.[1];
  const schemes = pointer.startsWith('/components/securitySchemes') || /\/security(\/|$)/.test(pointer);
  return [pointer, ...(schemes ? ['/security'] : []), ...(refusal ? originsOf(refusal, contract) : [])];
}

function originsOf(pointer: string, contract: Contract): string[] {
  const path = fromPointer(pointer).map((token) => (/^\d+$/.test(token) ? '*' : token));
  const origins = contract.variants.slice(0, 50).map(({ tags }) => originOf(contract, path, tags));
  const nowhere = originOf(contract, ['\0'], []);
  return [...new Set(origins)].filter((origin) => origin !== nowhere);
}

/** Tells whether a location is said by a keyword of a schema that lies around it, and not by a schema within. */
function isKeywordOf(schema: string, location: string): boolean {
  return !/\/(properties|items|schema|content|responses)\//.test(location.slice(schema.length));
}
