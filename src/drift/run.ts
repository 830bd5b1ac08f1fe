import type { BaselineOptions } from '../baseline/update.ts';
import { type Change, type ChangeSource, type DriftReport, driftReport, type FailOn, type Side } from '../change.ts';
import { conceal } from '../conceal.ts';
import { isUserError } from '../errors.ts';
import { labelOf } from '../openapi/operations.ts';
import { passedOverNotes } from '../openapi/passed-over.ts';
import type { CompareOptions } from './compare-options.ts';
import type { DocumentNames, DriftDocuments } from './documents/read.ts';
import { compareImplementation, comparePublished } from './documents/with-overlays.ts';
import { describedOperations, receiving } from './operations/find.ts';
import { toldOnce } from './together.ts';
import type { EvidenceOptions, GatheredEvidence } from './verdict/gather.ts';

/** Names what is compared with a contract, and how. At least one of `against`, `traffic` and `implementation` is wanted. */
export interface DriftOptions extends DocumentNames, EvidenceOptions {
  /** `receiver` by default. */
  side?: Side;
  /** `breaking` by default. */
  failOn?: FailOn;
  /** `operation`: the URL is the receiver's own, and may differ; `document` by default. */
  scope?: CompareOptions['scope'];
  /** File of the changes that are known; `update` writes what gates now into it. */
  baseline?: BaselineOptions | undefined;
  /** Marks the published document's changes as accepted, and notes what must follow; nothing is written. */
  accept?: boolean;
  /** Looks up file and line of each change. */
  locations?: boolean;
  /** Adds to each change the conformance cases that it affects. */
  affectedCases?: (changes: readonly Change[]) => Promise<{ changes: Change[]; notes: string[] }>;
}

/**
 * Compares a contract with a published document, recorded events and an implementation's own document, and reports each
 * change with its level and proof. Throws an input error for a document that makes no sense, and traffic that holds no event.
 */
export async function runDrift(options: DriftOptions, documents: DriftDocuments): Promise<DriftReport> {
  const { contract, overlays } = documents;
  const { side = 'receiver', scope = 'document', operation } = options;
  const named = { side, scope, operation };
  const [old, now] = documents.before ? [documents.before, contract] : [contract, documents.spec];
  const spec = now ? await comparePublished(old, now, overlays, { ...named, source: 'spec' }) : [];
  const implementation = documents.implementation
    ? await compareImplementation(documents.implementation, contract, overlays, { ...named, source: 'implementation' })
    : [];
  // What an earlier revision said is no witness of what is published.
  const published = documents.before ? [] : spec;
  const evidence = await evidenceFor(documents, { spec: published, implementation }, options);
  const found = [...spec, ...implementation, ...(evidence?.changes ?? [])];
  // What the traffic holds beside the contract affects no case, and is common.
  const affecting = found.some(({ level, source }) => level !== 'docs' && !(level === 'safe' && source === 'traffic'));
  const { changes, notes } = (affecting && (await options.affectedCases?.(found))) || { changes: found, notes: [] };
  const read = [contract, documents.spec, documents.before, documents.implementation];
  const passed = new Set(read.flatMap((each) => (each ? passedOverNotes(each.document) : [])));
  const all = [...contract.mended, ...passed, ...(evidence?.notes ?? []), ...notes];
  return reportOn({ changes, notes: all, evidence }, documents, options);
}

/** Gathers evidence only where events are to be validated: real ones, or the witnesses of several sources. */
async function evidenceFor(
  documents: DriftDocuments,
  changes: { spec: Change[]; implementation: Change[] },
  options: DriftOptions,
): Promise<GatheredEvidence | undefined> {
  const several = documents.spec !== undefined && documents.implementation !== undefined;
  const differ = changes.spec.length + changes.implementation.length > 0;
  if (!options.traffic && !(several && differ)) return undefined;
  const { gatherEvidence } = await import('./verdict/gather.ts');
  return gatherEvidence(documents, changes, options).catch((error) => {
    // The comparison of documents stands by itself; real events cannot do without a validator.
    if (options.traffic || !isUserError(error)) throw error;
    return { changes: [], culprits: [], notes: [`who is to follow whom cannot be told: ${error.message}`] };
  });
}

async function reportOn(
  found: { changes: readonly Change[]; notes: readonly string[]; evidence: GatheredEvidence | undefined },
  documents: DriftDocuments,
  options: DriftOptions,
): Promise<DriftReport> {
  const { contract, against, implementation, side = 'receiver', failOn = 'breaking' } = options;
  const interrupted = options.signal?.aborted ?? false;
  const today = new Date().toISOString().slice(0, 10);
  const { changes, stale } = await inBaseline(found.changes, options, today);
  const receivers = receiving(describedOperations({ document: documents.contract.document }), options.operation);
  const told = toldOnce(changes, new Set(receivers.map((each) => labelOf(each, receivers))));
  const acceptance = options.accept ? await import('./documents/accept.ts') : undefined;
  const follow = (await acceptance?.followUps(documents, changes, options.operation)) ?? [];
  const located = options.locations
    ? await (await import('./documents/locations.ts')).withLocations(told, documents)
    : told;
  const { traffic, culprits = [], coverage } = found.evidence ?? {};
  return driftReport({
    side,
    failOn,
    changes: acceptance?.acceptedChanges(located, contract ?? '', today) ?? located,
    compared: {
      contract: conceal(contract ?? 'the bundled contract'),
      ...(receivers.length > 1 ? { operations: receivers.length } : {}),
      ...(against === undefined ? {} : { spec: conceal(against) }),
      ...(traffic ? { traffic } : {}),
      ...(implementation === undefined ? {} : { implementation: conceal(implementation) }),
    },
    ...(culprits.length > 0 ? { culprits } : {}),
    ...(coverage ? { coverage } : {}),
    stale,
    notes: [...found.notes, ...follow, ...(interrupted ? ['interrupted: not all of the traffic was read'] : [])],
  });
}

/** Applies the baseline, if any; what an interrupted run did not see says nothing about it. */
async function inBaseline(found: readonly Change[], options: DriftOptions, today: string) {
  const { baseline, failOn = 'breaking', against, traffic, implementation, signal } = options;
  if (!baseline) return { changes: [...found], stale: [] };
  const { applyChangeBaseline } = await import('./baseline.ts');
  const sources = new Set<ChangeSource>([
    ...(against === undefined ? [] : ['spec' as const]),
    ...(traffic === undefined || signal?.aborted ? [] : ['traffic' as const]),
    ...(implementation === undefined ? [] : ['implementation' as const]),
  ]);
  return applyChangeBaseline(found, { ...baseline, failOn, today, sources });
}
