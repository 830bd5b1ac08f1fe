import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answers.ts';
import { type Event, newEvent } from './event.ts';

/** Says how one sender sends events. */
export interface SenderOptions {
  /** Gives the receiver's URL at the moment; undefined while it is down. It is asked at each new connection. */
  url: () => string | undefined;
  /** Sends so many requests on a connection before the first is answered; 1 unless told otherwise. */
  pipelined?: number;
  /** Is how many bytes a body has, at least. */
  size?: number;
  /** Waits so long after each answer, in milliseconds: 0 unless told otherwise. */
  pauseMs?: number;
}

/** Holds an answer as a sender got it; `ms` is how long it took. */
export interface Answer {
  event: Event;
  status: number;
  head: string;
  ms: number;
}

interface Sent {
  event: Event;
  at: number;
}

const retryMs = 20;
const lastAnswersMs = 1_000;

/** Sends one event after the other, and again what was not answered with 2xx, as providers do. */
export function startSender(
  { url, pipelined = 1, size = 0, pauseMs = 0 }: SenderOptions,
  hear: (answer: Answer) => void,
): { stop(): Promise<void> } {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let stopped = false;
  let socket: Socket | undefined;
  const again: Event[] = [];
  const connectAgain = (): void => {
    const base = url();
    if (stopped) end();
    else if (base === undefined) setTimeout(connectAgain, retryMs);
    else open(new URL(base));
  };
  const open = ({ hostname, port }: URL): void => {
    const under: Sent[] = [];
    const opened = connect(Number(port), hostname);
    socket = opened;
    const fill = (): void => {
      if (stopped && under.length === 0) opened.destroy();
      while (!stopped && !opened.destroyed && under.length < pipelined) {
        const event = again.shift() ?? newEvent(size);
        under.push({ event, at: performance.now() });
        opened.write(event.request);
      }
    };
    const reader = new AnswerReader((status, head) => {
      const sent = under.shift();
      if (!sent) return;
      const { event, at } = sent;
      hear({ event, status, head, ms: performance.now() - at });
      if (status >= 300) again.push(event);
      const restMs = status >= 300 ? retryMs : pauseMs;
      if (restMs > 0) setTimeout(fill, restMs);
      else fill();
    });
    opened
      .setNoDelay(true)
      .on('connect', fill)
      .on('error', () => {});
    opened.on('data', (chunk: Buffer) => reader.push(chunk));
    opened.on('close', () => {
      again.push(...under.splice(0).map(({ event }) => event));
      setTimeout(connectAgain, stopped ? 0 : retryMs);
    });
  };
  connectAgain();
  return {
    stop() {
      stopped = true;
      // A sender between two events has nothing to wait for.
      const limit = setTimeout(() => socket?.destroy(), pauseMs > 0 ? 0 : lastAnswersMs);
      return ended.then(() => clearTimeout(limit));
    },
  };
}
