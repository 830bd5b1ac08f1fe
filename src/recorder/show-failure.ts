import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What the sender would have seen as a reset. */
const resets = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Shows the sender that the receiver failed, as it is: the connection is reset, or else closed, without an answer or in
 * the middle of it. Answers to requests before this one on the same connection go out first.
 */
export function showFailure(response: ServerResponse, code: string): void {
  const end = (socket: Socket): void => {
    if (resets.has(code)) socket.resetAndDestroy();
    else socket.destroy();
  };
  if (response.socket) end(response.socket);
  else response.once('socket', end);
}
