import { readFile } from 'node:fs/promises';
import type { Change } from '../../change.ts';
import { bundledContract } from '../../contract/bundled.ts';
import { isUrl } from '../../openapi/read/fetch.ts';
import { lineFinder } from '../../openapi/read/lines.ts';
import { documentText } from '../../openapi/read/read.ts';
import type { DriftDocuments, ReadDocument } from './read.ts';

/** Gives the location of a pointer in a file; lines count from 1. */
type Locate = (pointer: string) => { file: string; line: number };

/**
 * Adds to each change the file and line where a person finds it: in the document that was compared; in the contract, where
 * that document has no file; in the overlay, where a repair is to follow. What recorded events show has its location already.
 */
export async function withLocations(changes: readonly Change[], documents: DriftDocuments): Promise<Change[]> {
  const { contract, spec, implementation, overlays } = documents;
  const own = contract.source === bundledContract ? undefined : inDocument(contract);
  const locate = {
    spec: inDocument(spec) ?? own,
    implementation: inDocument(implementation) ?? own,
    traffic: undefined,
  };
  const repairs = await Promise.all(
    overlays.map(async ({ file }) => ({ file, locate: inText(file, await readFile(file, 'utf8').catch(() => '')) })),
  );
  return changes.map((change) => {
    const repair = change.rule.startsWith('overlay-') && repairs.find(({ file }) => change.why.startsWith(`${file}: `));
    const find = repair ? repair.locate : locate[change.source];
    if (!find) return change;
    const { pointer, also } = change;
    const others = also?.map((other) => ({ ...other, place: find(other.pointer) }));
    return { ...change, place: find(pointer), ...(others && { also: others }) };
  });
}

function inDocument(document: ReadDocument | undefined): Locate | undefined {
  if (!document || isUrl(document.source)) return undefined;
  return inText(document.source, documentText(Buffer.from(document.bytes).toString('utf8')));
}

function inText(file: string, text: string): Locate {
  const lineOf = lineFinder(text);
  return (pointer) => ({ file, line: lineOf(pointer) });
}
