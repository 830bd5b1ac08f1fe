/** A header as it goes over the wire: the case of the name is kept, and a name may repeat. */
export type Header = readonly [name: string, value: string];

/** One request as the sender makes it. */
export interface ExchangeRequest {
  method: string;
  /** Path and query, as in the request line. */
  target: string;
  headers: Header[];
  /** The exact bytes; `null` sends no body at all. */
  body: Buffer | null;
  /** How the body travels; `whole` with a Content-Length unless said otherwise. */
  framing?: Framing;
}

export type Framing =
  | { kind: 'whole' }
  /** `Transfer-Encoding: chunked`, cut after every `size` bytes. */
  | { kind: 'chunked'; size: number }
  /** A Content-Length, but the bytes leave in separate packets of `size` bytes. */
  | { kind: 'split'; size: number }
  /** `Expect: 100-continue`: the body is sent after the interim answer, or after a second without one. */
  | { kind: 'continue' }
  /** Half of the body is sent, and the connection closed after so many milliseconds without waiting for an answer. */
  | { kind: 'half'; heldMs: number }
  /** The request twice on one connection, the second before the first is answered; the second answer counts. */
  | { kind: 'pipelined' };

/** What came back. Header names are in lower case. */
export interface ExchangeResponse {
  status: number;
  /** What stands after the status in its line, where the client tells it. */
  reason?: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Exchange {
  request: ExchangeRequest;
  response: ExchangeResponse;
  durationMs: number;
}
