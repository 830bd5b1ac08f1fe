import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { newEvent } from '../support/event.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { percentile, startLoad } from '../support/load.ts';
import { heldBy, startReceiver } from '../support/receiver.ts';

/** Says for how long, and what good senders may have to wait for an answer, in milliseconds: 99 of 100 of them. */
interface SlowOptions {
  seconds: number;
  p99Ms: number;
}

const slowSenders = 200;
const slowReaders = 20;

/** Keeps 200 connections busy with senders that never come to an end, and 20 with ones that read no answer, while others deliver. */
export function slowSockets({ seconds, p99Ms }: SlowOptions): Fault {
  return async (folder) => {
    const journal = `sqlite:${join(folder, 'journal.db')}`;
    const receiver = await startReceiver(journal);
    const dials = [
      ...Array.from({ length: slowSenders }, (_, number) => dribble(receiver.url, number)),
      ...Array.from({ length: slowReaders }, () => neverRead(receiver.url)),
    ];
    const load = startLoad({ url: () => receiver.url, connections: 8, pauseMs: 20 });
    await sleep(seconds * 1_000);
    await load.stop();
    const { most } = await heldBy(receiver.pid);
    for (const dial of dials) dial.end();
    await receiver.kill();
    const [median, p99] = [percentile(load.latencies, 0.5), percentile(load.latencies, 0.99)];
    const closed = dials.reduce((sum, { closed }) => sum + closed(), 0);
    return {
      ...(await compare(journal, load.acknowledged)),
      figures: `${slowSenders} slow senders and ${slowReaders} that read no answer for ${seconds} s: ${load.latencies.length} good events answered within ${Math.round(median)} ms (median), ${Math.round(p99)} ms (p99); ${closed} slow ones were cut off; at most ${most} MiB`,
      broken: [...(p99 > p99Ms ? [`p99 is ${Math.round(p99)} ms`] : []), ...(await faultsOf(journal))],
    };
  };
}

interface Dial {
  end(): void;
  /** Counts how often the receiver closed the connection. */
  closed(): number;
}

/** Sends a request a byte a second: half of the senders its head, half its body. */
function dribble(url: string, number: number): Dial {
  const { request } = newEvent(4_000);
  const begun = number % 2 === 0 ? 20 : request.indexOf('\r\n\r\n') + 6;
  return stubborn(url, (socket) => {
    let at = begun;
    socket.write(request.subarray(0, at));
    const timer = setInterval(() => socket.write(request.subarray(at, ++at)), 1_000);
    socket.once('close', () => clearInterval(timer));
    socket.resume();
  });
}

/** Sends twenty events a second, and reads no answer. */
function neverRead(url: string): Dial {
  return stubborn(url, (socket) => {
    socket.pause();
    const timer = setInterval(() => {
      for (let i = 0; i < 20; i++) socket.write(newEvent().request);
    }, 1_000);
    socket.once('close', () => clearInterval(timer));
  });
}

/** Connects, and again where the receiver closes the connection. */
function stubborn(url: string, use: (socket: Socket) => void): Dial {
  const { hostname, port } = new URL(url);
  let [ended, closed] = [false, 0];
  let socket: Socket | undefined;
  const dial = (): void => {
    const opened = connect(Number(port), hostname, () => use(opened));
    socket = opened;
    opened.on('error', () => {});
    opened.on('close', () => {
      if (ended) return;
      closed++;
      setTimeout(dial, 100);
    });
  };
  dial();
  return {
    end() {
      ended = true;
      socket?.destroy();
    },
    closed: () => closed,
  };
}
