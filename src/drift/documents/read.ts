import { bundledContract, bundledOverlay } from '../../contract/bundled.ts';
import { type Overlay, readOverlay } from '../../openapi/overlay.ts';
import { decode, isUrl, readBytes } from '../../openapi/read/fetch.ts';
import { hostsFor, readDocument, type SourceDocument } from '../../openapi/read/read.ts';
import { isRevision, readRevision } from './revision.ts';

/** Holds a document, and its bytes as they came. */
export interface ReadDocument extends SourceDocument {
  bytes: Uint8Array;
}

/** Holds all documents of a run, read once each. */
export interface DriftDocuments {
  contract: ReadDocument;
  overlays: NamedOverlay[];
  spec: ReadDocument | undefined;
  /** The contract as an earlier revision has it, where that is what it is compared with. */
  before?: ReadDocument | undefined;
  implementation: ReadDocument | undefined;
}

/** Holds an overlay, and what it is called. */
export interface NamedOverlay {
  file: string;
  overlay: Pick<Overlay, 'overlay' | 'actions'>;
}

/** Names the documents of a run. */
export interface DocumentNames {
  /** File or URL; the bundled contract by default. */
  contract?: string | undefined;
  /** Overlay files that repair the contract; the bundled contract has its own besides. */
  overlays?: readonly string[] | undefined;
  /** The published document: file or URL; `git:REV[:FILE]` is what the contract is the newer version of. */
  against?: string | undefined;
  /** A receiver's own document: file or URL. */
  implementation?: string | undefined;
  /** Hosts that references may lead to, beside those of the documents' own URLs. */
  allowedHosts?: readonly string[] | undefined;
  /** Folder that keeps what is fetched, to ask only for what changed. */
  cache?: string | undefined;
}

/** Reads the documents of a run. Throws an input error for one that cannot be fetched or read. */
export async function readDriftDocuments(names: DocumentNames): Promise<DriftDocuments> {
  const source = names.contract ?? bundledContract;
  const optional = async (name: string | undefined) => (name === undefined ? undefined : readBoth(name, names));
  const [contract, spec, implementation] = await Promise.all([
    readBoth(source, names),
    optional(names.against),
    optional(names.implementation),
  ]);
  const against =
    names.against !== undefined && isRevision(names.against) ? { before: spec, spec: undefined } : { spec };
  return { contract, overlays: await readOverlays(source, names.overlays ?? []), ...against, implementation };
}

async function readBoth(
  source: string,
  { allowedHosts = [], cache, contract, against }: DocumentNames,
): Promise<ReadDocument> {
  if (source === against && isRevision(source)) {
    const { bytes, files } = await readRevision(source, contract);
    return { ...(await readDocument(source, allowedHosts, decode(bytes, source), files)), bytes };
  }
  const hosts = hostsFor(source, allowedHosts);
  const bytes =
    cache !== undefined && isUrl(source)
      ? await (await import('../../openapi/read/cache.ts')).fetchCached(source, hosts, cache)
      : await readBytes(source, hosts);
  return { ...(await readDocument(source, allowedHosts, decode(bytes, source))), bytes };
}

/** Reads the overlays that repair a contract: the bundled one's own, and those that were named. */
export async function readOverlays(contract: string, files: readonly string[]): Promise<NamedOverlay[]> {
  const all = [...(contract === bundledContract ? [bundledOverlay] : []), ...files];
  return Promise.all(all.map(async (file) => ({ file, overlay: await readOverlay(file) })));
}
