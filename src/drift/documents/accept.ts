import type { Change } from '../../change.ts';
import { bundled } from '../../contract/bundled.ts';
import { type Contract, prepareContracts } from '../../contract/load.ts';
import { messageOf, unwritable } from '../../errors.ts';
import { recordedEvents } from '../../recorded/events.ts';
import { replaceFile } from '../../replace-file.ts';
import { toPointer } from '../../schema/pointer.ts';
import { counterparts } from '../traffic/readings.ts';
import type { DriftDocuments } from './read.ts';

/** Marks what the published document changes as accepted: it fails the run no more. `today` is `2026-11-24`. */
export function acceptedChanges(changes: readonly Change[], contract: string, today: string): Change[] {
  const known = { reason: `accepted into ${contract}`, expires: today };
  return changes.map((change) => (change.source === 'spec' ? { ...change, known } : change));
}

/** Says what must follow once the published document is the contract: one sentence each. */
export async function followUps(
  documents: DriftDocuments,
  changes: readonly Change[],
  operation: string | readonly string[] | undefined,
): Promise<string[]> {
  const { spec, contract } = documents;
  if (!spec) return [];
  const own = changes.filter(({ source }) => source === 'spec');
  const repairs = own.filter(({ rule }) => rule.startsWith('overlay-'));
  const affected = new Set(own.flatMap(({ cases }) => cases)).size;
  const refersOut = /\$ref["']?\s*:\s*["']?(?![#"'\s])/.test(Buffer.from(spec.bytes).toString('utf8'));
  return [
    ...repairs.map(({ why, pointer }) => `the overlay is to follow: ${pointer}: ${why}`),
    ...(await newTypes(documents, own, operation)),
    ...(affected > 0 ? [`${affected} conformance cases are touched: run hookproof verify against the receiver`] : []),
    ...(refersOut ? [`the document refers to other files: copy them beside ${contract.source}, too`] : []),
  ];
}

/** Writes the published document over the contract, byte for byte; false where it stands there already. */
export async function writeAccepted({ spec, contract }: DriftDocuments, file: string): Promise<boolean> {
  if (!spec || Buffer.compare(spec.bytes, contract.bytes) === 0) return false;
  await replaceFile(file, spec.bytes, 'same').catch((cause) => {
    throw unwritable(file, cause);
  });
  return true;
}

/** Names event types that the contract did not have, and of which no recorded example is there. */
async function newTypes(
  { contract, spec, overlays }: DriftDocuments,
  changes: readonly Change[],
  operation: string | readonly string[] | undefined,
): Promise<string[]> {
  const options = {
    auth: 'none' as const,
    overlays: overlays.map(({ file }) => file),
    ...(operation === undefined ? {} : { operation }),
  };
  try {
    const before = await prepareContracts(contract, options);
    const afterOf = spec && counterparts(before, await prepareContracts(spec, options));
    const [first, another] = before.all;
    // Of many operations those are looked at that something changed for.
    const affected = before.all.filter(({ operation }) =>
      changes.some(({ affects }) => affects.includes(operation.name)),
    );
    const types = new Set<string>();
    for (const each of another ? affected : [first])
      for (const type of await newTypesOf(each, afterOf?.(each), changes)) types.add(type);
    return [...types].map(
      (type) => `the event type ${type} has no recorded example: keep one, and send it with verify --events FILE`,
    );
  } catch (error) {
    return [`with its overlays the document is no contract any more: ${messageOf(error)}`];
  }
}

async function newTypesOf(
  before: Contract,
  after: Contract | undefined,
  changes: readonly Change[],
): Promise<string[]> {
  const recorded = await recordedEvents(bundled('conformance/events'), before.typePath);
  const known = new Set([...before.eventTypes, ...recorded.map(({ type }) => type)]);
  // An overlay that lists the types itself hides those that it does not know; a witness shows them.
  return [...(after?.eventTypes ?? []), ...witnessedTypes(changes, before)].filter((type) => !known.has(type));
}

function witnessedTypes(changes: readonly Change[], { typePath }: Contract): string[] {
  if (!typePath) return [];
  const refusal = `${toPointer(typePath)} `;
  return changes.flatMap(({ rule, after, witness }) =>
    rule === 'enum-value-added' && typeof after === 'string' && witness?.says.startsWith(refusal) ? [after] : [],
  );
}
