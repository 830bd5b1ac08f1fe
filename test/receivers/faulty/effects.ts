import { setImmediate as turn } from 'node:timers/promises';
import { valueAt } from '../../../src/schema/pointer.ts';
import { type Change, type EffectsLog, fingerprint } from '../correct.ts';
import { type FaultyReceiver, fault, parsed } from './fault.ts';

const callOf = (body: Buffer): string => String(valueAt(parsed(body), ['event', 'data', 'call', 'id']) ?? '');
const typeOf = (body: Buffer): string => String(valueAt(parsed(body), ['event', 'type']) ?? '');

const shownBefore = new Set<string>();

/** Receivers that answer as they should, and do what they should not. */
export const effectFaults: FaultyReceiver[] = [
  fault('works on every delivery', 'effects.duplicate.*', () => ({
    take: (body, { effects }) => void effects.push(fingerprint(body)),
  })),
  fault('looks, and marks only later', 'effects.duplicates-at-once.*', () => ({
    async take(body, { effects, seen }) {
      const print = fingerprint(body);
      if (seen.has(print)) return;
      await turn();
      seen.add(print);
      effects.push(print);
    },
  })),
  fault('remembers only what came last', 'effects.late-duplicate', () => ({
    take(body, { effects }) {
      const print = fingerprint(body);
      if (effects.at(-1) !== print) effects.push(print);
    },
  })),
  fault('takes all events of a call for one', 'effects.same-call-other-type', once(callOf)),
  fault('takes all events of a type for one', 'effects.same-type-other-call', once(typeOf)),
  fault('forgets to work on actions', 'effects.whole-call', (right) => ({
    take: (body, log) => (typeOf(body) === 'action' ? undefined : right.take(body, log)),
  })),
  fault('loses one of several that come at once', 'effects.distinct-at-once', (right) => {
    let busy = 0;
    return {
      async take(body, log) {
        busy++;
        await turn();
        const mine = busy;
        busy = 0;
        if (mine < 3) right.take(body, log);
      },
    };
  }),
  fault(
    'takes all events without a call for one',
    'effects.events-without-call',
    once((body) => callOf(body) || 'none'),
  ),
  fault('forgets to send messages', 'effects.each-action', (right) => ({
    take: (body, log) => (body.includes('"send-whatsapp"') ? undefined : right.take(body, log)),
  })),
  fault(
    'tells events apart by their data only',
    'effects.same-data-other-type',
    once((body) => JSON.stringify(valueAt(parsed(body), ['event', 'data']))),
  ),
  fault('remembers what came in the last fifty', 'effects.duplicate-after-many', () => ({
    take(body, { effects }) {
      const print = fingerprint(body);
      if (!effects.slice(-50).includes(print)) effects.push(print);
    },
  })),
  fault('works on a duplicate before it looks at the keys', 'effects.denied-duplicate', (right) => ({
    keysFirst: false,
    authenticate(request, body) {
      const holds = right.authenticate(request, body);
      if (!holds && shownBefore.has(fingerprint(body))) hidden(right).push(fingerprint(body));
      return holds;
    },
    take(body, log) {
      shownBefore.add(fingerprint(body));
      // Worked on once more each time, which the next accepted event brings to light.
      log.effects.push(...hidden(right).splice(0));
      return right.take(body, log);
    },
  })),
  fault('works for whoever has no keys at all', 'effects.denied-every-way.*', (right) => ({
    keysFirst: false,
    authenticate(request, body) {
      const holds = right.authenticate(request, body);
      if (!holds && right.given(request, 'public') + right.given(request, 'private') === '')
        hidden(right).push(fingerprint(body));
      return holds;
    },
    take: (body, log) => shown(right, body, log),
  })),
  fault('works before it looks at the keys', 'effects.denied', (right) => ({
    keysFirst: false,
    authenticate(request, body) {
      hidden(right).push(fingerprint(body));
      return right.authenticate(request, body);
    },
    take: (body, log) => shown(right, body, log),
  })),
  fault('works before it looks at the event', 'effects.refused', (right) => ({
    judge(body, request) {
      hidden(right).push(fingerprint(body));
      return right.judge(body, request);
    },
    take: (body, log) => shown(right, body, log),
  })),
  fault('marks as done what it refuses', 'effects.good-after-bad', (right) => {
    const marked = new Set<string>();
    const key = (body: Buffer): string => `${typeOf(body)} ${callOf(body)}`;
    return {
      judge(body, request) {
        const findings = right.judge(body, request);
        if (findings.length > 0 && callOf(body) !== '') marked.add(key(body));
        return findings;
      },
      take: (body, log) => (marked.has(key(body)) ? undefined : right.take(body, log)),
    };
  }),
  fault('marks as done what it denies', 'effects.after-denied', (right) => {
    const marked = new Set<string>();
    return {
      keysFirst: false,
      authenticate(request, body) {
        const holds = right.authenticate(request, body);
        if (!holds) marked.add(fingerprint(body));
        return holds;
      },
      take: (body, log) => (marked.has(fingerprint(body)) ? undefined : right.take(body, log)),
    };
  }),
];

/** Works once for each key. */
function once(key: (body: Buffer) => string): Change {
  return () => ({
    take(body, { effects, seen }) {
      // What has no such key is told apart by its bytes.
      const own = key(body) || fingerprint(body);
      if (seen.has(own)) return;
      seen.add(own);
      effects.push(fingerprint(body));
    },
  });
}

const early = new WeakMap<object, string[]>();

function hidden(right: object): string[] {
  const list = early.get(right) ?? [];
  early.set(right, list);
  return list;
}

/** All that was worked on too early comes to light with the next event that is accepted; each body once. */
function shown(right: object, body: Buffer, { effects, seen }: EffectsLog): void {
  for (const print of [...hidden(right), fingerprint(body)]) {
    if (seen.has(print)) continue;
    seen.add(print);
    effects.push(print);
  }
}
