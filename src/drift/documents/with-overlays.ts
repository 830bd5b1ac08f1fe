import { type Change, worstFirst } from '../../change.ts';
import { isUserError, messageOf } from '../../errors.ts';
import { applyOverlay } from '../../openapi/overlay.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { sameJson } from '../../schema/json.ts';
import { emptyChange } from '../changes.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import { compareDocuments } from './compare.ts';
import { applyOverlays, type NamedOverlay } from './read.ts';

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
  const beneath = await compareDocuments(old, now, { ...options, beside: { old: repairedOld, strict: true } });
  const above = await compareDocuments(repairedOld, repairedNew, {
    ...options,
    beside: { new: now, strict: true },
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

function repaired({ source, document }: NamedDocument, overlays: readonly NamedOverlay[]): NamedDocument {
  return { source, document: applyOverlays(document, overlays) };
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
  const before = appliedActions(old.document, overlays);
  for (const [index, action] of appliedActions(now.document, overlays).entries()) {
    const { target, matched } = action;
    const pointer = `/actions/${action.index}`;
    const label = `${overlays[action.overlay]?.file}: ${pointer}`;
    if (!matched && before[index]?.matched) {
      const why = `${label}: nothing in the new document matches ${target}, so this repair is no longer made`;
      const gone = { rule: 'overlay-target-gone', level: 'risky', pointer: `${pointer}/target` } as const;
      changes.push(overlayChange({ ...gone, before: target, why }, options));
    } else if (differ && matched && (await isNeedless(action, now, overlays))) {
      if (await isNeedless(action, old, overlays)) continue;
      const why = `${label}: the new document reads the same without this repair`;
      changes.push(overlayChange({ rule: 'overlay-unneeded', level: 'docs', pointer, before: target, why }, options));
    }
  }
  return changes;
}

/** Names an action by the index of its overlay and its own in it. */
interface AppliedAction {
  overlay: number;
  index: number;
  target: string;
  matched: boolean;
}

function appliedActions(document: OpenApiDocument, overlays: readonly NamedOverlay[]): AppliedAction[] {
  let current = document;
  return overlays.flatMap(({ file, overlay: { overlay: version, actions } }, overlay) =>
    actions.map((action, index) => {
      const { document: next, unmatched } = applyOverlay(current, { overlay: version, actions: [action] }, file);
      current = next;
      return { overlay, index, target: action.target, matched: unmatched.length === 0 };
    }),
  );
}

/** Tells whether a document means the same to a receiver without one of the repairs. */
async function isNeedless(
  { overlay, index }: AppliedAction,
  named: NamedDocument,
  overlays: readonly NamedOverlay[],
): Promise<boolean> {
  const fewer = overlays.map((each, at) =>
    at === overlay
      ? { ...each, overlay: { ...each.overlay, actions: each.overlay.actions.toSpliced(index, 1) } }
      : each,
  );
  try {
    const [all, without] = [repaired(named, overlays), repaired(named, fewer)];
    return sameJson(all.document, without.document) || (await meansTheSame(without, all));
  } catch {
    // What cannot be read without a repair needs it.
    return false;
  }
}

/** Tells whether two documents mean the same to a receiver. */
async function meansTheSame(old: NamedDocument, now: NamedDocument): Promise<boolean> {
  const options: CompareOptions = { side: 'receiver', source: 'spec', scope: 'document', witnesses: false };
  const changes = await compareDocuments(old, now, options);
  return changes.every(({ level }) => level === 'docs');
}
