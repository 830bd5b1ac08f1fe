import type { Change } from '../../change.ts';
import { bundledContract } from '../../contract/bundled.ts';
import { type NamedOverlay, readOverlays } from '../../drift/documents/read.ts';
import { compareImplementation, comparePublished } from '../../drift/documents/with-overlays.ts';
import type { CompareOptions } from '../../drift/options.ts';
import { decode, isUrl, readBytes } from '../../openapi/fetch.ts';
import { hostsFor, readDocument, type SourceDocument } from '../../openapi/read.ts';
import type { DriftFlags } from './flags.ts';

/** A document, and its bytes as they came. */
export interface ReadDocument extends SourceDocument {
  bytes: Uint8Array;
}

/** All documents of a run, read once each. */
export interface Documents {
  contract: ReadDocument;
  overlays: NamedOverlay[];
  spec: ReadDocument | undefined;
  implementation: ReadDocument | undefined;
}

/** Reads the documents that the flags name. Throws an input error for one that cannot be fetched or read. */
export async function readDocuments(flags: DriftFlags): Promise<Documents> {
  const source = flags.contract ?? bundledContract;
  const optional = async (name: string | undefined) => (name === undefined ? undefined : read(name, flags));
  const [contract, spec, implementation] = await Promise.all([
    read(source, flags),
    optional(flags.against),
    optional(flags.implementation),
  ]);
  return { contract, overlays: await readOverlays(source, flags.overlay ?? []), spec, implementation };
}

async function read(source: string, { allowHost = [], cache }: DriftFlags): Promise<ReadDocument> {
  const hosts = hostsFor(source, allowHost);
  const bytes =
    cache !== undefined && isUrl(source)
      ? await (await import('../../openapi/cache.ts')).fetchCached(source, hosts, cache)
      : await readBytes(source, hosts);
  return { ...(await readDocument(source, allowHost, decode(bytes, source))), bytes };
}

/** What the published document changes, seen from the contract. */
export async function specChanges({ contract, spec, overlays }: Documents, flags: DriftFlags): Promise<Change[]> {
  if (!spec) return [];
  return comparePublished(reading(contract), reading(spec), overlays, compareOptions(flags, 'spec'));
}

/** What the contract asks of an implementation beyond its own document. */
export async function implementationChanges(documents: Documents, flags: DriftFlags): Promise<Change[]> {
  const { contract, implementation, overlays } = documents;
  if (!implementation) return [];
  return compareImplementation(
    reading(implementation),
    reading(contract),
    overlays,
    compareOptions(flags, 'implementation'),
  );
}

function compareOptions({ side, scope, operation }: DriftFlags, source: CompareOptions['source']): CompareOptions {
  return { side, scope, source, operation };
}

function reading({ source, document, mended }: ReadDocument) {
  return { source, published: document, mended };
}
