import { bundledContract } from '../contract/bundled.ts';
import { compileEvents } from '../contract/compile-events.ts';
import { type Contract, prepareContract } from '../contract/load.ts';
import type { Proof } from '../diagnosis.ts';
import type { OpenApiDocument } from '../openapi/read.ts';
import type { Validator } from '../schema/compile.ts';
import { sentence } from '../schema/describe.ts';
import { exampleOf, inFirstItems } from '../schema/example.ts';
import type { Json } from '../schema/json.ts';
import { valueAt, withValueAt } from '../schema/pointer.ts';
import { type Site, sitesOf } from '../schema/sites.ts';
import { typesOf } from '../schema/types.ts';
import type { Defect } from './rule.ts';

/** One operation, as published and as meant. */
export interface Readings {
  raw: Validator;
  intended: Validator;
  /** Events that are worth a look, simple ones first. */
  candidates: Json[];
}

/** A document as it stands, as a contract that compiles. Throws an input error for one that no receiver could use. */
export async function contractOf(document: OpenApiDocument, operation: string, source: string): Promise<Contract> {
  // Under its own name the bundled contract would be overlaid once more.
  const name = source === bundledContract ? 'the bundled contract' : source;
  const contract = await prepareContract(
    { source: name, document, original: document, mended: [] },
    {
      operation,
      // How deliveries prove themselves is no matter here, and need not be a way that our receivers know.
      auth: 'none',
    },
  );
  judgeOf(contract);
  return contract;
}

export function readingsOf(raw: Contract, intended: Contract): Readings {
  return { raw: judgeOf(raw), intended: judgeOf(intended), candidates: candidatesOf(raw, intended) };
}

export function judgeOf(contract: Contract): Validator {
  return compileEvents(contract);
}

/**
 * An event that shows one defect: it is judged wrongly as published, and rightly only once this defect is repaired too.
 * `without` judges by the document with everything repaired but this. A defect may hide behind another, which lets its
 * events pass for a wrong reason; then the event is one that shows it once the others are repaired.
 */
export function proofOf(
  defect: Defect,
  { raw, intended, candidates }: Readings,
  without: Validator,
): Proof | undefined {
  const wrong = candidates.flatMap((event) => {
    const [published, rest, meant] = [raw(event), without(event), intended(event)];
    if (isLegal(rest) === isLegal(meant)) return [];
    return [{ event, published, rest, meant, open: isLegal(published) !== isLegal(meant) }];
  });
  const ranked = wrong.toSorted((a, b) => rank(defect, a) - rank(defect, b));
  const [found] = ranked;
  if (!found) return undefined;
  const { event, published, rest, meant, open } = found;
  const hidden = `${said(rest)}, once the other defects are repaired (before: ${said(published)}, for a wrong reason)`;
  return { event, raw: open ? said(published) : hidden, intended: said(meant) };
}

interface Wrong {
  event: Json;
  rest: Findings;
  open: boolean;
}

type Findings = ReturnType<Validator>;

/** Events that are judged wrongly as things are come first, then the kind that shows the defect best, then short ones. */
function rank({ shows }: Defect, { event, rest, open }: Wrong): number {
  const kind = (isLegal(rest) ? 'taken' : 'refused') === shows;
  return (open ? 0 : 2e6) + (kind ? 0 : 1e6) + Math.min(JSON.stringify(event).length, 999_999);
}

function isLegal(findings: Findings): boolean {
  return findings.length === 0;
}

function said([finding]: Findings): string {
  return finding ? `refused: ${sentence(finding)}` : 'taken';
}

const mostCandidates = 4000;

/** Legal events by either reading, and each of them with one thing changed. */
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
  const retyped = intended.typePath
    ? retypings(
        bases.map(({ event }) => event),
        intended,
      )
    : [];
  const changed = bases.flatMap(({ event, sites }) => sites.flatMap((site) => changes(event, site)));
  const all = [...bases.map(({ event }) => event), ...retyped, ...changed];
  const seen = new Set<string>();
  return all.filter((event) => seen.size < mostCandidates && seen.size !== seen.add(JSON.stringify(event)).size);
}

/** Each event under the types of all others. */
function retypings(events: readonly Json[], { variants, typePath = [] }: Contract): Json[] {
  const types = [...new Set(variants.map(({ tags }) => tags[0]?.values[0]))];
  return events.flatMap((event) => types.map((type) => withValueAt(event, typePath, type)));
}

function changes(event: Json, { path, schema }: Site): Json[] {
  if (path.length === 0) return [];
  const place = inFirstItems(path);
  if (valueAt(event, place.slice(0, -1)) === undefined) return [];
  const other = typesOf(schema)?.includes('string') ? 'anything' : 'text';
  const values: Json[] = [null, other, 7, {}];
  return [...values.map((value) => withValueAt(event, place, value)), withValueAt(event, place, undefined)];
}
