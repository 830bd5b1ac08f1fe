import { bundledContract } from '../contract/bundled.ts';
import { compileEvents } from '../contract/compile-events.ts';
import { type Contract, prepareContract } from '../contract/load.ts';
import type { Proof } from '../diagnosis.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import type { Json } from '../schema/json.ts';
import { valueAt, withValueAt } from '../schema/pointer.ts';
import { exampleOf, inFirstItems } from '../schema/samples/example.ts';
import { type Site, sitesOf } from '../schema/sites.ts';
import { typesOf } from '../schema/types.ts';
import type { Validator } from '../schema/validate/compile.ts';
import { sentence } from '../schema/validate/describe.ts';
import type { Defect } from './rule.ts';

/** Holds one operation's validators, as published and as meant. */
export interface Readings {
  raw: Validator;
  intended: Validator;
  /** Lists events that are worth a look, simple ones first. */
  candidates: Json[];
}

/** Reads a document as it stands, as a contract that compiles. Throws an input error for one that no receiver could use. */
export async function prepareReading(document: OpenApiDocument, operation: string, source: string): Promise<Contract> {
  // Under its own name the bundled contract would be overlaid once more.
  const name = source === bundledContract ? 'the bundled contract' : source;
  const contract = await prepareContract(
    { source: name, document, original: document, mended: [] },
    // How deliveries prove themselves is no matter here, and need not be a way that our receivers know.
    { operation, auth: 'none' },
  );
  compileEvents(contract);
  return contract;
}

export function readingsOf(raw: Contract, intended: Contract): Readings {
  return { raw: compileEvents(raw), intended: compileEvents(intended), candidates: candidatesOf(raw, intended) };
}

/**
 * Finds an event that shows one defect: its verdict is wrong as published, and right only once this defect is repaired too.
 * `without` validates by the document with everything repaired but this. A defect may hide behind another, which lets its
 * events pass for a wrong reason; then the event is one that shows it once the others are repaired.
 */
export function proofOf(
  defect: Defect,
  { raw, intended, candidates }: Readings,
  without: Validator,
): Proof | undefined {
  const wrong = candidates.flatMap((event) => {
    const [published, rest, meant] = [raw(event), without(event), intended(event)];
    if (isValid(rest) === isValid(meant)) return [];
    return [{ event, published, rest, meant, open: isValid(published) !== isValid(meant) }];
  });
  const ranked = wrong.toSorted((a, b) => rankEvent(defect, a) - rankEvent(defect, b));
  const [found] = ranked;
  if (!found) return undefined;
  const { event, published, rest, meant, open } = found;
  const hidden = `${verdictText(rest)}, once the other defects are repaired (before: ${verdictText(published)}, for a wrong reason)`;
  return { event, raw: open ? verdictText(published) : hidden, intended: verdictText(meant) };
}

interface WrongVerdict {
  event: Json;
  rest: Findings;
  open: boolean;
}

type Findings = ReturnType<Validator>;

/** Ranks events: those with a wrong verdict as things are come first, then the kind that shows the defect best, then short ones. */
function rankEvent({ shows }: Defect, { event, rest, open }: WrongVerdict): number {
  const kind = (isValid(rest) ? 'taken' : 'refused') === shows;
  return (open ? 0 : 2e6) + (kind ? 0 : 1e6) + Math.min(JSON.stringify(event).length, 999_999);
}

function isValid(findings: Findings): boolean {
  return findings.length === 0;
}

function verdictText([finding]: Findings): string {
  return finding ? `refused: ${sentence(finding)}` : 'taken';
}

const mostCandidates = 4000;

/** Makes valid events by either reading, and each of them with one thing changed. */
function candidatesOf(raw: Contract, intended: Contract): Json[] {
  const bases = [intended, raw].flatMap(({ variants }) =>
    variants.flatMap((variant) =>
      (variant.tags[0]?.values.slice(0, 3) ?? [undefined]).flatMap((type) =>
        (['minimal', 'maximal'] as const).map((extent) => ({
          event: exampleOf(variant, extent, [type]),
          sites: sitesOf(variant.schema),
        })),
      ),
    ),
  );
  const events = bases.map(({ event }) => event);
  const changed = bases.flatMap(({ event, sites }) => sites.flatMap((site) => changedAt(event, site)));
  const all = [...events, ...retypeEvents(events, intended), ...changed];
  const seen = new Set<string>();
  return all.filter((event) => seen.size < mostCandidates && seen.size !== seen.add(JSON.stringify(event)).size);
}

/** Puts each event under the types of all others. */
function retypeEvents(events: readonly Json[], { variants, typePath }: Contract): Json[] {
  if (!typePath) return [];
  const types = [...new Set(variants.map(({ tags }) => tags[0]?.values[0]))];
  return events.flatMap((event) => types.map((type) => withValueAt(event, typePath, type)));
}

function changedAt(event: Json, { path, schema }: Site): Json[] {
  if (path.length === 0) return [];
  const at = inFirstItems(path);
  if (valueAt(event, at.slice(0, -1)) === undefined) return [];
  const other = typesOf(schema)?.includes('string') ? 'anything' : 'text';
  const values: Json[] = [null, other, 7, {}];
  return [...values.map((value) => withValueAt(event, at, value)), withValueAt(event, at, undefined)];
}
