import type { ChangeSource, Side } from '../change.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';

/** Says how two documents are compared. */
export interface CompareOptions {
  side: Side;
  source: Exclude<ChangeSource, 'traffic'>;
  /** `operation`: the URL is the receiver's own, and where the document puts it does not matter. */
  scope: 'operation' | 'document';
  /** Id or path, where a document has more than one operation that receives. */
  operation?: string | undefined;
  /** False where only whether something changed is asked: then no event is looked for. */
  witnesses?: boolean;
  /** Other readings of the same two documents, by which an event must show a change as well. */
  beside?: Beside;
}

/** Documents beside the compared ones. */
export interface Beside {
  /** Judges in place of the old document. */
  old?: NamedDocument;
  /** Must allow what the new one allows. */
  new?: NamedDocument;
  /** Drops a change of a body that no event shows, instead of calling it risky. */
  strict: boolean;
}

/** A document and what it is called. */
export interface NamedDocument {
  document: OpenApiDocument;
  source: string;
}
