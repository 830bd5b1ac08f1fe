import { writeFile } from 'node:fs/promises';
import type { Change } from '../../change.ts';
import { bundled } from '../../contract/bundled.ts';
import { type Contract, prepareContract } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import { recordedEvents } from '../../recorded/events.ts';
import { toPointer } from '../../schema/pointer.ts';
import { writing } from '../writable.ts';
import type { Documents } from './documents.ts';
import type { DriftFlags } from './flags.ts';

/** Marks what the published document changes as accepted: it gates no more. */
export function accepted(changes: readonly Change[], contract: string, today: string): Change[] {
  const known = { reason: `accepted into ${contract}`, expires: today };
  return changes.map((change) => (change.source === 'spec' ? { ...change, known } : change));
}

/** What must follow once the published document is the contract: one sentence each. */
export async function followUps(
  documents: Documents,
  changes: readonly Change[],
  flags: DriftFlags,
): Promise<string[]> {
  const { spec, contract } = documents;
  if (!spec) return [];
  const own = changes.filter(({ source }) => source === 'spec');
  const stale = own
    .filter(({ rule }) => rule.startsWith('overlay-'))
    .map(({ why, pointer }) => `the overlay is to follow: ${pointer}: ${why}`);
  const touched = new Set(own.flatMap(({ cases }) => cases));
  return [
    ...stale,
    ...(await newTypes(documents, own, flags)),
    ...(touched.size > 0
      ? [`${touched.size} conformance cases are touched: run hookproof verify against the receiver`]
      : []),
    ...(refersOut(spec.bytes) ? [`the document refers to other files: copy them beside ${contract.source}, too`] : []),
  ];
}

/** Writes the published document over the contract, byte for byte; false where it stands there already. */
export async function writeAccepted({ spec, contract }: Documents, file: string): Promise<boolean> {
  if (!spec || Buffer.compare(spec.bytes, contract.bytes) === 0) return false;
  await writing(file, () => writeFile(file, spec.bytes));
  return true;
}

/** Event types that the contract did not have, and of which no recorded example is there. */
async function newTypes(
  { contract, spec, overlays }: Documents,
  changes: readonly Change[],
  { operation }: DriftFlags,
): Promise<string[]> {
  const options = {
    auth: 'none' as const,
    overlays: overlays.map(({ file }) => file),
    ...(operation === undefined ? {} : { operation }),
  };
  try {
    const before = await prepareContract(contract, options);
    const after = spec && (await prepareContract(spec, options));
    const recorded = await recordedEvents(bundled('conformance/events'), before.typePath);
    const known = new Set([...before.eventTypes, ...recorded.map(({ type }) => type)]);
    // An overlay that lists the types itself hides those that it does not know; a witness shows them.
    const types = new Set([...(after?.eventTypes ?? []), ...announced(changes, before)]);
    return [...types]
      .filter((type) => !known.has(type))
      .map((type) => `the event type ${type} has no recorded example: keep one, and send it with verify --events FILE`);
  } catch (error) {
    return [`with its overlays the document is no contract any more: ${messageOf(error)}`];
  }
}

function announced(changes: readonly Change[], { typePath }: Contract): string[] {
  const place = `${toPointer(typePath ?? [])} `;
  return changes.flatMap(({ rule, after, witness }) =>
    rule === 'enum-value-added' && typeof after === 'string' && typePath && witness?.says.startsWith(place)
      ? [after]
      : [],
  );
}

function refersOut(bytes: Uint8Array): boolean {
  return /\$ref["']?\s*:\s*["']?(?![#"'\s])/.test(Buffer.from(bytes).toString('utf8'));
}
