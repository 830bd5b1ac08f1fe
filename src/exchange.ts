/** Holds a header as it goes over the wire: the case of the name is kept, and a name may repeat. */
export type Header = readonly [name: string, value: string];

/** Holds one request as the sender makes it. */
export interface ExchangeRequest {
  method: string;
  /** Holds path and query, as in the request line. */
  target: string;
  headers: Header[];
  /** Holds the exact bytes; `null` sends no body at all. */
  body: Buffer | null;
  /** Tells how the body travels; `whole` with a Content-Length unless said otherwise. */
  framing?: Framing | undefined;
}

export type Framing =
  | { kind: 'whole' }
  /** Sends `Transfer-Encoding: chunked`, cut after every `size` bytes. */
  | { kind: 'chunked'; size: number }
  /** Sends a Content-Length, but the bytes leave in separate packets of `size` bytes. */
  | { kind: 'split'; size: number }
  /** Sends `Expect: 100-continue`; the body follows the interim response, or a second without one. */
  | { kind: 'continue' }
  /** Sends half of the body, and closes the connection after so many milliseconds without waiting for a response. */
  | { kind: 'half'; heldMs: number }
  /** Sends the request twice on one connection, the second before the response to the first; the second response counts. */
  | { kind: 'pipelined' };

/** Holds what came back. Header names are in lower case. */
export interface ExchangeResponse {
  status: number;
  /** Holds what stands after the status in its line, where the client tells it. */
  reason?: string;
  headers: Record<string, string>;
  body: Buffer;
}
