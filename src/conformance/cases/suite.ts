import { bundled } from '../../contract/bundled.ts';
import { compileEvents } from '../../contract/compile-events.ts';
import { contractExamples } from '../../contract/examples.ts';
import type { Contract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import { type RecordedEvent, recordedEvents } from '../../recorded/events.ts';
import type { Coverage } from '../../report.ts';
import { noExample } from '../../scenario/examples.ts';
import type { Json } from '../../schema/json.ts';
import { exampleOf } from '../../schema/samples/example.ts';
import { mended } from '../../schema/samples/mended.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import type { Case } from './case.ts';
import { alternativeCases } from './generated/alternatives.ts';
import { triedVariants } from './generated/budget.ts';
import { type Filling, filledEvent } from './generated/filled-event.ts';
import { generateCases } from './generated/generate.ts';
import { parameterCases } from './generated/parameters.ts';
import { type Generation, variantName } from './generated/sites.ts';
import { recordedCase } from './recorded.ts';
import { shippedCases, writtenCases } from './written/files.ts';
import { casesOf } from './written/read-case.ts';

/** Holds the cases for a contract. */
export interface Suite {
  cases: Case[];
  /** A valid event, for controls. */
  control: Buffer;
  /** Says how much of the contract the generated cases put to the test. */
  coverage: Coverage;
}

/** Says of what the cases are made. */
export interface SuiteOptions {
  /** Makes the same generated values again; 1 by default. */
  seed?: number;
  /** Hold hand-written cases besides the bundled ones. */
  folders?: readonly string[];
  /** Finds all that is wrong with an event of the contract; compiled for this by default. */
  validate?: Validator;
  /** The contract is of a further operation of its document: only what its schema asks is tried. */
  further?: boolean;
  /** Tells whether an operation of the URL takes an event: a case that means otherwise is none. */
  isTaken?: Generation['isTaken'];
  /** Says about which places of the document generated cases are made; about all of them by default. */
  wanted?: Generation['wanted'];
  /** The parameters are not those of an operation whose cases try them. */
  hasOwnParameters?: boolean;
  /** Is a valid event of the contract that was given, and serves where none can be made, nor is shown. */
  given?: Buffer | undefined;
  /** Tells whether the cases of another operation try a place already. */
  isTried?: Generation['isTried'];
}

/**
 * Makes all cases for a contract: hand-written, recorded and generated, in a fixed order. Throws when two share an id.
 */
export async function loadSuite(
  contract: Contract,
  {
    seed = 1,
    folders = [],
    further = false,
    hasOwnParameters = true,
    validate: compiled,
    ...options
  }: SuiteOptions = {},
): Promise<Suite> {
  const { isTaken, isTried, wanted, given } = options;
  const groups = further ? [] : [...(await shippedCases()), ...(await writtenCases(folders))];
  const known = await recordedEvents(bundled('conformance/events'), contract.typePath);
  // Another contract has other events; its own are then made from its schemas.
  const recorded = known.filter(({ type }) => type !== undefined && contract.eventTypes.includes(type));
  // Whoever made the contract looked at its schemas, or left that out on purpose.
  const validate = compiled ?? compileEvents(contract, { every: true, written: true });
  const byType = eventsByType(contract, { recorded, given }, validate);
  const generated = generateCases(contract, seed, validate, { isTried, isTaken, wanted });
  const filled = (filling: Filling): Buffer | undefined => filledEvent(generated.sites, filling, validate);
  const sources = { contract, known, recorded, byType, validate, isTaken, filledEvent: filled };
  const written = groups.map((group) => ({ file: group.file, cases: casesOf(group, sources) }));
  const [control = Buffer.from('{}')] = byType.values();
  const cases = [
    ...written.flatMap((group) => group.cases),
    ...recorded.map(({ name, bytes }) => {
      const title = `the recorded event ${name} is accepted byte for byte`;
      const names = { id: `schema.good.recorded.${name}`, title, group: 'schema.good' };
      return recordedCase(names, { body: bytes, isValid: true }, contract);
    }),
    ...generated.cases,
    ...(further ? [] : alternativeCases(contract, control)),
    ...(hasOwnParameters ? parameterCases(contract, control, seed) : []),
  ];
  refuseSameIds(cases, written);
  return { cases, control, coverage: generated.coverage };
}

function refuseSameIds(cases: readonly Case[], written: readonly { file: string; cases: readonly Case[] }[]): void {
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) {
      const files = written.flatMap((each) => each.cases.flatMap((other) => (other.id === id ? [each.file] : [])));
      throw userError('input', `two cases have the id ${id}: ${files.join(' and ')}`);
    }
    seen.add(id);
  }
}

const givenHint = 'Give a recorded one that is valid, with --events: it serves in place of a made one.';

/**
 * Finds a valid event for each type: a recorded one where there is one, the fullest first; where none can be made at all, the first
 * one that the contract shows, or else one that was given. Throws an input error where there is none.
 */
function eventsByType(
  contract: Contract,
  { recorded, given }: { recorded: readonly RecordedEvent[]; given: Buffer | undefined },
  validate: Validator,
): Map<string, Buffer> {
  const written = (event: Json): Buffer => Buffer.from(JSON.stringify(event));
  const isValid = (event: Json): boolean => validate(event).length === 0;
  const made = triedVariants(contract).taken.flatMap((variant) =>
    (variant.tags[0]?.values ?? [variantName(variant)])
      .map((type) => ({ type, event: mended(exampleOf(variant, 'maximal', [type]), validate) }))
      .filter(({ event }) => isValid(event))
      .map(({ type, event }): [string, Buffer] => [type, written(event)]),
  );
  const fullest = recorded.toSorted((a, b) => a.bytes.length - b.bytes.length);
  const found = new Map([...made, ...fullest.map(({ type, bytes }): [string, Buffer] => [type ?? '', bytes])]);
  if (found.size > 0) return found;
  const shown = contractExamples(contract).find(isValid);
  const control = shown === undefined ? given : written(shown);
  if (control === undefined) throw noExample(contract, givenHint);
  return new Map([['', control]]);
}
