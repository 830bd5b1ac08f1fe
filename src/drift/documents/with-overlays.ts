import { type Change, worstFirst } from '../../change.ts';
import { isUserError, messageOf } from '../../errors.ts';
import { applyOverlay } from '../../openapi/overlay.ts';
import type { OpenApiDocument } from '../../openapi/read.ts';
import { sameJson } from '../../schema/json.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import { compareDocuments } from './compare.ts';
import { type NamedOverlay, overlaid } from './read.ts';

/**
 * What changed from a contract to a newer document, overlays applied to both. An overlay may replace what changed beneath
 * it, so the two are also compared as they were published: a change shows there if the repaired contract refuses an event
 * that the published document allows.
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
  }).catch((error) => {
    // Repairs that fit the old document may make nonsense of the new one.
    if (!isUserError(error)) throw error;
    return [broken(messageOf(error), options)];
  });
  const fresh = above.filter((change) => !beneath.some((other) => sameChange(change, other)));
  const stale = await staleActions({ old, new: now }, overlays, options);
  return worstFirst([
    ...beneath,
    ...fresh.filter(({ witness, rule }) => witness || rule === 'overlay-unfit'),
    ...stale,
  ]);
}

function repaired({ source, document }: NamedDocument, overlays: readonly NamedOverlay[]): NamedDocument {
  return { source, document: overlaid(document, overlays) };
}

function sameChange(a: Change, b: Change): boolean {
  return a.rule === b.rule && sameJson([a.before, a.after], [b.before, b.after]);
}

function blank(options: CompareOptions): Pick<Change, 'source' | 'affects' | 'cases' | 'witness' | 'after'> {
  return { source: options.source, affects: [], cases: [], witness: null, after: null };
}

function broken(why: string, options: CompareOptions): Change {
  return {
    rule: 'overlay-unfit',
    level: 'risky',
    ...blank(options),
    pointer: '',
    before: null,
    why: `the overlays no longer fit the new document: ${why}`,
  };
}

/** Overlay actions that found something to repair in the old document, and nothing in the new one. */
async function staleActions(
  { old, new: now }: { old: NamedDocument; new: NamedDocument },
  overlays: readonly NamedOverlay[],
  options: CompareOptions,
): Promise<Change[]> {
  const changes: Change[] = [];
  // Where only words changed, each repair is needed as it was.
  const moved = !(await alike(old, now));
  const [before, after] = [stepsOf(old.document, overlays), stepsOf(now.document, overlays)];
  const [needlessBefore, needlessNow] = [needless(old, overlays), needless(now, overlays)];
  for (const [pointer, step] of after.entries()) {
    const { file, index, target } = step;
    const label = `${file}: /actions/${index}`;
    if (!step.matched && before[pointer]?.matched)
      changes.push({
        rule: 'overlay-target-gone',
        level: 'risky',
        ...blank(options),
        pointer: `/actions/${index}/target`,
        before: target,
        why: `${label}: nothing in the new document matches ${target}, so this repair is no longer made`,
      });
    // Where only prose changed, a repair is needed as it was.
    else if (moved && step.matched && (await needlessNow(step)) && !(await needlessBefore(step)))
      changes.push({
        rule: 'overlay-unneeded',
        level: 'docs',
        ...blank(options),
        pointer: `/actions/${index}`,
        before: target,
        why: `${label}: the new document reads the same without this repair`,
      });
  }
  return changes;
}

interface Step {
  file: string;
  index: number;
  target: string;
  matched: boolean;
  overlay: number;
}

function stepsOf(document: OpenApiDocument, overlays: readonly NamedOverlay[]): Step[] {
  let current = document;
  return overlays.flatMap(({ file, overlay }, pointer) =>
    overlay.actions.map((action, index) => {
      const { document: next, unmatched } = applyOverlay(current, { actions: [action] }, file);
      current = next;
      return { file, index, target: action.target, matched: unmatched.length === 0, overlay: pointer };
    }),
  );
}

/** Whether a document means the same to a receiver without one of the repairs. */
function needless(
  { document, source }: NamedDocument,
  overlays: readonly NamedOverlay[],
): (step: Pick<Step, 'overlay' | 'index'>) => Promise<boolean> {
  const all = overlaid(document, overlays);
  return async ({ overlay, index }) => {
    const without = overlays.map((each, pointer) =>
      pointer === overlay
        ? { ...each, overlay: { actions: each.overlay.actions.filter((_, other) => other !== index) } }
        : each,
    );
    const fewer = overlaid(document, without);
    if (sameJson(all, fewer)) return true;
    return alike({ document: fewer, source }, { document: all, source }).catch(() => false);
  };
}

/** Whether two documents mean the same to a receiver. */
async function alike(old: NamedDocument, now: NamedDocument): Promise<boolean> {
  const options: CompareOptions = { side: 'receiver', source: 'spec', scope: 'document', witnesses: false };
  const changes = await compareDocuments(old, now, options);
  return changes.every(({ level }) => level === 'docs');
}

/**
 * What a contract asks that a receiver's own document does not tell of, which is the same relation: the implementation is
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
  return found.filter((change) => !own.some((other) => sameChange(change, other) && change.pointer === other.pointer));
}
