import { readFile } from 'node:fs/promises';
import type { Change } from '../../change.ts';
import { isUrl } from '../../openapi/fetch.ts';
import { type LineFinder, lineFinder } from '../../openapi/lines.ts';
import { documentText } from '../../openapi/read.ts';
import type { Documents, ReadDocument } from './documents.ts';
import type { DriftFlags } from './flags.ts';

/**
 * Says of each change where a person finds it: in the document that was compared; in the contract, where that document has
 * no file; in the overlay, where a repair is to follow. What recorded events show has its place already.
 */
export async function withPlaces(
  changes: readonly Change[],
  documents: Documents,
  flags: DriftFlags,
): Promise<Change[]> {
  const { contract, spec, implementation, overlays } = documents;
  const own = flags.contract === undefined ? undefined : placeIn(contract);
  const places = { spec: placeIn(spec) ?? own, implementation: placeIn(implementation) ?? own, traffic: undefined };
  const repairs = new Map(
    await Promise.all(overlays.map(async ({ file }) => [file, await placeInOverlay(file)] as const)),
  );
  return changes.map((change) => {
    const overlay = overlays.find(
      ({ file }) => change.rule.startsWith('overlay-') && change.why.startsWith(`${file}: `),
    );
    const place = overlay ? repairs.get(overlay.file) : places[change.source];
    return place ? { ...change, place: { file: place.file, line: place.lineOf(change.pointer) } } : change;
  });
}

interface Place {
  file: string;
  lineOf: LineFinder;
}

function placeIn(document: ReadDocument | undefined): Place | undefined {
  if (!document || isUrl(document.source)) return undefined;
  return { file: document.source, lineOf: lineFinder(documentText(Buffer.from(document.bytes).toString('utf8'))) };
}

async function placeInOverlay(file: string): Promise<Place> {
  return { file, lineOf: lineFinder(await readFile(file, 'utf8').catch(() => '')) };
}
