import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { problem, sendResponse } from '../edge/response.ts';

/** Holds what was loaded: what answers requests, and a value that came with it. */
export interface Loaded<T> {
  value: T;
  listener: RequestListener;
}

/**
 * Makes a listener whose requests wait until what answers them is loaded. `load` begins in the next turn of the event loop, and gives the
 * value; it rejects where the loading fails, and who waits is told so. `whyNot` says what requests wait for; undefined for nothing.
 */
export function onceLoaded<T>(open: () => Promise<Loaded<T>>) {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  let answer: RequestListener | undefined;
  const answerWith = (listener: RequestListener): void => {
    answer = listener;
    // Each begins in a turn of its own: what one throws is no fault of the others, nor of what was loaded.
    for (const [request, response] of waiting.splice(0))
      setImmediate(() => {
        if (!response.destroyed) listener(request, response);
      });
  };
  const load = async (): Promise<T> => {
    // Whoever starts a server says first that it listens.
    await turn();
    try {
      const { value, listener } = await open();
      answerWith(listener);
      return value;
    } catch (error) {
      answerWith((request, response) => sendResponse(request, response, failed));
      throw error;
    }
  };
  const listener: RequestListener = (request, response) => {
    if (answer) answer(request, response);
    else waiting.push([request, response]);
  };
  return { listener, load, whyNot: () => (answer ? undefined : 'what answers is not loaded yet') };
}

const failed = problem(503, 'what answers could not be loaded');
