import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { problem, sendResponse } from './response.ts';

/** Says of requests that are under way how many bytes of bodies they may hold. */
interface Held {
  request: IncomingMessage;
  response: ServerResponse;
  bytes: number;
}

/** Holds what one connection has under way, and the requests that wait for that, in their order. */
interface Turns {
  under: Set<Held>;
  waiting: Held[];
}

const busy = problem(503, 'more is under way than can be held', { headers: { 'retry-after': '1' } });

/**
 * Shares a server among its connections: each has a few requests under way, and what its sender writes beyond them stays
 * unread, so that it takes no other's turn. A request whose body would be more than all may hold together is told to come again.
 */
export function inTurns(listener: RequestListener, { underWay, heldBytes, bodyBytes }: Limits): RequestListener {
  const connections = new WeakMap<Socket, Turns>();
  let held = 0;
  const begin = (turns: Turns, each: Held): void => {
    const { request, response, bytes } = each;
    turns.under.add(each);
    response.on('finish', () => end(turns, each));
    // A body larger than all may hold together is taken when it is alone.
    if (held > 0 && held + bytes > heldBytes) {
      each.bytes = 0;
      sendResponse(request, response, busy);
      return;
    }
    held += bytes;
    listener(request, response);
  };
  const end = (turns: Turns, each: Held): void => {
    if (turns.under.delete(each)) held -= each.bytes;
    const next = turns.waiting.shift();
    if (!next) return;
    begin(turns, next);
    if (turns.waiting.length === 0) next.request.socket.resume();
  };
  const turnsOf = (socket: Socket): Turns => {
    const known = connections.get(socket);
    if (known) return known;
    const turns: Turns = { under: new Set(), waiting: [] };
    connections.set(socket, turns);
    // Node reads on at the end of each request, as if nobody had paused.
    const resume = socket.resume;
    socket.resume = () => (turns.waiting.length > 0 ? socket : resume.call(socket));
    // Of a response that nobody waits for any more there is no end to be heard.
    socket.once('close', () => {
      for (const { bytes } of turns.under) held -= bytes;
      turns.under.clear();
      turns.waiting.length = 0;
    });
    return turns;
  };
  return (request, response) => {
    const turns = turnsOf(request.socket);
    const each = { request, response, bytes: mostBytes(request, bodyBytes) };
    if (turns.under.size < underWay) return begin(turns, each);
    turns.waiting.push(each);
    request.socket.pause();
  };
}

/** Gives how many bytes the body of a request can come to; larger ones are refused before they are held. */
function mostBytes({ headers }: IncomingMessage, bodyBytes: number): number {
  const declared = headers['content-length'];
  if (declared === undefined) return headers['transfer-encoding'] === undefined ? 0 : bodyBytes;
  return Math.min(Number(declared), bodyBytes);
}
