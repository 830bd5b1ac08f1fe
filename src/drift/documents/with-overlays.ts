import { type Change, worstFirst } from '../../change.ts';
import { isUserError, messageOf } from '../../errors.ts';
import { applyOverlay } from '../../openapi/overlay.ts';
import { resolveReferences } from '../../openapi/resolve.ts';
import { sameJson } from '../../schema/json.ts';
import { emptyChange } from '../changes.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import { compareDocuments } from './compare.ts';
import type { NamedOverlay } from './read.ts';

/**
 * Finds what changed from a contract to a newer document, overlays applied to both. An overlay may replace what changed
 * beneath it, so the two are also compared as they were published: a change shows there if the repaired contract refuses an
 * event that the published document allows.
 */
export async function comparePublished(
  old: NamedDocument,
  now: NamedDocument,
  overlays: readonly NamedOverlay[],
  options: CompareOptions,
): Promise<Change[]> {
  if (overlays.length === 0 || sameJson(old.document, now.document)) return compareDocuments(old, now, options);
  const [repairedOld, repairedNew] = [repaired(old, overlays), repaired(now, overlays)];
  const beneath = await compareDocuments(old, now, { ...options, beside: { old: repairedOld } });
  const above = await compareDocuments(repairedOld, repairedNew, {
    ...options,
    beside: { new: now },
  }).catch((error): Change[] => {
    // Repairs that fit the old document may make nonsense of the new one.
    if (!isUserError(error)) throw error;
    const why = `the overlays no longer fit the new document: ${messageOf(error)}`;
    return [overlayChange({ rule: 'overlay-unfit', level: 'risky', pointer: '', before: null, why }, options)];
  });
  const fresh = above.filter((change) => !beneath.some((other) => isSameChange(change, other)));
  return worstFirst([
    ...beneath,
    ...fresh.filter(({ witness, rule }) => witness || rule === 'overlay-unfit'),
    ...(await staleActions({ old, new: now }, overlays, options)),
  ]);
}

/**
 * Finds what a contract asks that a receiver's own document does not have, which is the same relation: the implementation is
 * the old side. What the published contract gets wrong about itself is not the implementation's fault.
 */
export async function compareImplementation(
  implementation: NamedDocument,
  contract: NamedDocument,
  overlays: readonly NamedOverlay[],
  options: CompareOptions,
): Promise<Change[]> {
  const intended = repaired(contract, overlays);
  const found = await compareDocuments(implementation, intended, options);
  if (overlays.length === 0) return found;
  const own = await compareDocuments(contract, intended, { ...options, witnesses: false });
  return found.filter(
    (change) => !own.some((other) => isSameChange(change, other) && change.pointer === other.pointer),
  );
}

/** Applies overlays to a document; actions that match nothing are passed over. */
function repaired({ source, document }: NamedDocument, overlays: readonly NamedOverlay[]): NamedDocument {
  const result = overlays.reduce((found, { file, overlay }) => applyOverlay(found, overlay, file).document, document);
  if (result === document) return { source, document };
  // An overlay may bring references of its own.
  return { source, document: resolveReferences(result, { source: 'the document with its overlays' }) };
}

function isSameChange(a: Change, b: Change): boolean {
  return a.rule === b.rule && sameJson([a.before, a.after], [b.before, b.after]);
}

function overlayChange(
  { rule, level, ...rest }: Pick<Change, 'rule' | 'level' | 'pointer' | 'before' | 'why'>,
  options: CompareOptions,
): Change {
  return { rule, level, ...emptyChange(options), after: null, ...rest };
}

/** Finds overlay actions that repaired something in the old document, and find nothing to repair in the new one. */
async function staleActions(
  { old, new: now }: { old: NamedDocument; new: NamedDocument },
  overlays: readonly NamedOverlay[],
  options: CompareOptions,
): Promise<Change[]> {
  const changes: Change[] = [];
  // Where only words changed, each repair is needed as it was.
  const differ = !(await meansTheSame(old, now));
  const repairs = overlays.flatMap(({ file, overlay: { overlay, actions } }) =>
    actions.map((action, index) => ({ file, action, index, overlay: { overlay, actions: [action] } })),
  );
  const [before, after] = [matchedRepairs(old, repairs), matchedRepairs(now, repairs)];
  for (const [at, { file, action, index }] of repairs.entries()) {
    const { target } = action;
    const pointer = `/actions/${index}`;
    const label = `${file}: ${pointer}`;
    if (!after[at] && before[at]) {
      const why = `${label}: nothing in the new document matches ${target}, so this repair is no longer made`;
      const gone = { rule: 'overlay-target-gone', level: 'risky', pointer: `${pointer}/target` } as const;
      changes.push(overlayChange({ ...gone, before: target, why }, options));
    } else if (differ && after[at] && (await isNeedless(repairs, at, now))) {
      if (await isNeedless(repairs, at, old)) continue;
      const why = `${label}: the new document reads the same without this repair`;
      changes.push(overlayChange({ rule: 'overlay-unneeded', level: 'docs', pointer, before: target, why }, options));
    }
  }
  return changes;
}

/** Tells of each repair whether it finds something to mend, after those before it. */
function matchedRepairs({ document }: NamedDocument, repairs: readonly NamedOverlay[]): boolean[] {
  let current = document;
  return repairs.map(({ file, overlay }) => {
    const { document: next, unmatched } = applyOverlay(current, overlay, file);
    current = next;
    return unmatched.length === 0;
  });
}

/** Tells whether a document means the same to a receiver without one of the repairs. */
async function isNeedless(repairs: readonly NamedOverlay[], at: number, named: NamedDocument): Promise<boolean> {
  try {
    const [all, without] = [repaired(named, repairs), repaired(named, repairs.toSpliced(at, 1))];
    return sameJson(all.document, without.document) || (await meansTheSame(without, all));
  } catch {
    // What cannot be read without a repair needs it.
    return false;
  }
}

async function meansTheSame(old: NamedDocument, now: NamedDocument): Promise<boolean> {
  const options: CompareOptions = { side: 'receiver', source: 'spec', scope: 'document', witnesses: false };
  const changes = await compareDocuments(old, now, options);
  return changes.every(({ level }) => level === 'docs');
}
