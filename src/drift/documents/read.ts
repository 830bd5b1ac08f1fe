import { bundledContract, bundledOverlay } from '../../contract/bundled.ts';
import { applyOverlay, type Overlay, readOverlay } from '../../openapi/overlay.ts';
import { type OpenApiDocument, readDocument } from '../../openapi/read.ts';

/** A document as it was published, mended where it could not be read otherwise. */
export interface Reading {
  /** File or URL. */
  source: string;
  published: OpenApiDocument;
  /** What was mended on reading: one sentence each. */
  mended: string[];
}

/** An overlay, and what it is called. */
export interface NamedOverlay {
  file: string;
  overlay: Pick<Overlay, 'actions'>;
}

/** Reads a document from a file or an allowed URL. Throws an input error for what cannot be fetched or read. */
export async function readReading(source: string, allowedHosts: readonly string[] = []): Promise<Reading> {
  const { document, mended } = await readDocument(source, allowedHosts);
  return { source, published: document, mended };
}

/** The overlays that repair a contract: the bundled one's own, and those that were named. */
export async function readOverlays(contract: string, files: readonly string[]): Promise<NamedOverlay[]> {
  const all = [...(contract === bundledContract ? [bundledOverlay] : []), ...files];
  return Promise.all(all.map(async (file) => ({ file, overlay: await readOverlay(file) })));
}

/** A document after overlays; actions that match nothing are passed over. */
export function overlaid(document: OpenApiDocument, overlays: readonly NamedOverlay[]): OpenApiDocument {
  return overlays.reduce((result, { file, overlay }) => applyOverlay(result, overlay, file).document, document);
}
