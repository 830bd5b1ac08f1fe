/** What came of one attempt to deliver: an answer, whatever its status, or none. */
export type Receipt =
  | { kind: 'answer'; status: number; durationMs: number }
  /** `why` is an error code of the network, or a few words. */
  | { kind: 'failed'; why: string; durationMs: number };

/** Whether the receiver took the event: only 2xx says so. A redirect is a failed delivery, and is never followed. */
export function isAccepted(receipt: Receipt): boolean {
  return receipt.kind === 'answer' && receipt.status >= 200 && receipt.status < 300;
}
