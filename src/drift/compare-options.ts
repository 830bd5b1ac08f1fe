import type { ChangeSource, Side } from '../change.ts';
import type { SourceDocument } from '../openapi/read/read.ts';

/** Says how two documents are compared. */
export interface CompareOptions {
  side: Side;
  source: Exclude<ChangeSource, 'traffic'>;
  /** `operation`: the URL is the receiver's own, and where the document puts it does not matter. */
  scope: 'operation' | 'document';
  /** Id or path, where a document has more than one operation that receives. */
  operation?: string | readonly string[] | undefined;
  /** False where only whether something changed is asked: then no event is looked for. */
  witnesses?: boolean;
  /** Other readings of the same two documents, by which an event must show a change of a body as well: else it is dropped. */
  beside?: {
    /** Judges in place of the old document. */
    old?: NamedDocument;
    /** Must allow what the new one allows. */
    new?: NamedDocument;
  };
}

/** A document and what it is called. */
export type NamedDocument = Pick<SourceDocument, 'document' | 'source'>;
