import { setTimeout as wait } from 'node:timers/promises';
import { valueAt } from '../../../src/schema/pointer.ts';
import { type FaultyReceiver, fault, mild, parsed } from './fault.ts';

/** Receivers that are too slow, or take too little at once. */
export const paceFaults: FaultyReceiver[] = [
  fault('never answers one type of event', 'pace.answered-in-time.call.skip', (right) => ({
    accept: (body, request) =>
      valueAt(parsed(body), right.contract.typePath ?? []) === 'call.skip'
        ? new Promise(() => {})
        : right.accept(body, request),
  })),
  fault('drops connections when many come at once', 'pace.fifty-at-once', (right) => {
    let open = 0;
    return {
      async accept(body, request) {
        open++;
        await wait(10);
        if (open > 30) request.socket.destroy();
        open--;
        return right.accept(body, request);
      },
    };
  }),
  fault('fails when many come at once', 'pace.fifty-at-once', (right) => {
    let open = 0;
    return {
      async accept(body, request) {
        open++;
        await wait(5);
        const many = open > 30;
        open--;
        return many ? { status: 500 } : right.accept(body, request);
      },
    };
  }),
  mild('puts off what comes at once', 'pace.none-put-off', (right) => {
    let open = 0;
    return {
      async accept(body, request) {
        open++;
        await wait(20);
        const many = open > 20;
        open--;
        return many ? { status: 503, headers: { 'retry-after': '1' } } : right.accept(body, request);
      },
    };
  }),
  fault('refuses the tenth request on a connection', 'pace.twenty-on-one-connection', (right) => {
    const counts = new WeakMap<object, number>();
    return {
      accept(body, request) {
        const count = (counts.get(request.socket) ?? 0) + 1;
        counts.set(request.socket, count);
        return count < 10 ? right.accept(body, request) : right.refuse(400, 'too many', request, body);
      },
    };
  }),
  fault('waits for ever for a body that broke off', 'pace.half-sent-body', (right) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      async read(request, response) {
        const before = last;
        let done: (value?: unknown) => void = () => {};
        last = new Promise((resolve) => {
          done = resolve;
        });
        await before;
        // The lock is given back at the end of the body, which never comes.
        request.once('end', done);
        return right.read(request, response);
      },
    };
  }),
  mild('reads one body after the other', 'pace.half-sent-body-holds-up-nobody', (right) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      async read(request, response) {
        const before = last;
        const mine = before.then(() => right.read(request, response));
        last = mine.catch(() => {});
        return mine;
      },
    };
  }),
  {
    ...mild('thinks before it answers', 'pace.acknowledged-within-budget', (right) => ({
      async accept(body, request) {
        await wait(40);
        return right.accept(body, request);
      },
    })),
    budgetMs: 20,
  },
];
