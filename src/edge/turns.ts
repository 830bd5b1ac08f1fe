import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { problem, sendResponse } from './response.ts';

/** Counts the bytes of bodies that have come and are held, over all connections of a server. */
interface Room {
  held: number;
  most: number;
}

/** Holds what one connection has under way, and the requests that wait for that, in their order. */
interface Turns {
  underWay: number;
  /** Counts the bytes of bodies that those under way hold. */
  bytes: number;
  waiting: Turn[];
  isClosed: boolean;
}

/** Holds one request, and how many bytes of its body are held. */
interface Turn {
  request: IncomingMessage;
  response: ServerResponse;
  bytes: number;
  turns: Turns;
  room: Room;
}

const busy = problem(503, 'more is under way than can be held', { headers: { 'retry-after': '1' } });

/** Stands on a request for its turn: a property is found sooner than what a map holds of each request. */
const own = Symbol('turn');

type Turning = IncomingMessage & { [own]?: Turn };

interface TurnTaker {
  /** Lets the listener answer a request, now or when it is its turn. */
  take(request: IncomingMessage, response: ServerResponse): void;
  /** Ends a turn; to be called once a response is out. Tells whether nothing more of its connection is under way. */
  end(request: IncomingMessage): boolean;
}

/**
 * Shares a server among its connections: each has a few requests under way, and what its sender writes beyond them stays
 * unread, so that it takes no other's turn.
 */
export function inTurns(listener: RequestListener, { underWay, heldBytes }: Limits): TurnTaker {
  const connections = new WeakMap<Socket, Turns>();
  const room: Room = { held: 0, most: heldBytes };
  const turnsOf = (socket: Socket): Turns => {
    let turns = connections.get(socket);
    if (!turns) {
      turns = turnsOn(socket, room);
      connections.set(socket, turns);
    }
    return turns;
  };
  return {
    take(request, response) {
      const turns = turnsOf(request.socket);
      const turn: Turn = { request, response, bytes: 0, turns, room };
      (request as Turning)[own] = turn;
      if (turns.underWay < underWay) {
        turns.underWay++;
        return listener(request, response);
      }
      turns.waiting.push(turn);
      request.socket.pause();
    },
    end(request) {
      const turn = (request as Turning)[own];
      if (!turn) return !connections.get(request.socket)?.underWay;
      const { turns } = turn;
      release(turn);
      turns.underWay--;
      const next = turns.waiting.shift();
      if (!next) return turns.underWay === 0;
      turns.underWay++;
      listener(next.request, next.response);
      if (turns.waiting.length === 0) next.request.socket.resume();
      return false;
    },
  };
}

/** Makes the turns of a connection, which end with it: of a response that nobody waits for any more there is no end to be heard. */
function turnsOn(socket: Socket, room: Room): Turns {
  const turns: Turns = { underWay: 0, bytes: 0, waiting: [], isClosed: false };
  // Node reads on at the end of each request, as if nobody had paused.
  const resume = socket.resume;
  socket.resume = () => (turns.waiting.length > 0 ? socket : resume.call(socket));
  socket.once('close', () => {
    room.held -= turns.bytes;
    turns.isClosed = true;
    turns.waiting.length = 0;
  });
  return turns;
}

/**
 * Asks whether so many more bytes of a request's body, which have come, may be held beside those of all others. Where they may
 * not, its sender is told to come again, and nothing of the body is to be kept. Servers of others know no such bound.
 */
export function mayHold(request: IncomingMessage, bytes: number): boolean {
  const turn = (request as Turning)[own];
  if (!turn || turn.turns.isClosed) return true;
  const { room, turns, response } = turn;
  const others = room.held - turn.bytes;
  // A body larger than all may hold together is taken when it is alone.
  if (others > 0 && room.held + bytes > room.most) {
    release(turn);
    if (response.headersSent) request.socket.destroy();
    else sendResponse(request, response, busy);
    return false;
  }
  turn.bytes += bytes;
  turns.bytes += bytes;
  room.held += bytes;
  return true;
}

function release(turn: Turn): void {
  const { bytes, turns, room } = turn;
  turn.bytes = 0;
  if (turns.isClosed) return;
  turns.bytes -= bytes;
  room.held -= bytes;
}
