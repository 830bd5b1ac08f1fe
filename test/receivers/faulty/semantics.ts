import { setTimeout as wait } from 'node:timers/promises';
import { valueAt } from '../../../src/schema/pointer.ts';
import { type Answer, type Change, fingerprint, type Right } from '../correct.ts';
import { type FaultyReceiver, fault, mild, parsed } from './fault.ts';

const callOf = (body: Buffer): string => String(valueAt(parsed(body), ['event', 'data', 'call', 'id']) ?? '');
const typeOf = (body: Buffer): string => String(valueAt(parsed(body), ['event', 'type']) ?? '');
const keyOf = (body: Buffer): string => `${typeOf(body)} ${callOf(body)}`;

/** Receivers that take one delivery well and several badly. */
export const semanticFaults: FaultyReceiver[] = [
  fault('refuses what came before', 'semantics.duplicate.*', remembering(fingerprint, { status: 409 })),
  fault('fails on what came before', 'semantics.duplicate.*', remembering(fingerprint, { status: 500 })),
  fault('refuses a second event of a call', 'semantics.same-call-other-type', remembering(callOf, { status: 409 })),
  fault('refuses what is under way already', 'semantics.duplicates-at-once', (right) => {
    const running = new Set<string>();
    return {
      async accept(body, request) {
        const key = fingerprint(body);
        if (running.has(key)) return { status: 409 };
        running.add(key);
        await wait(10);
        running.delete(key);
        return right.accept(body, request);
      },
    };
  }),
  fault('believes a call to be legal for ever', 'semantics.illegal-after-accepted', (right) => {
    const known = new Set<string>();
    return {
      judge(body, request) {
        const findings = right.judge(body, request);
        if (findings.length === 0 && callOf(body) !== '') known.add(callOf(body));
        return known.has(callOf(body)) ? [] : findings;
      },
    };
  }),
  fault('lets a call begin once', 'semantics.call-tried-again', (right) => {
    const begun = new Map<string, string>();
    return {
      accept(body, request) {
        if (typeOf(body) !== 'call.initiate' || callOf(body) === '') return right.accept(body, request);
        const first = begun.get(callOf(body)) ?? fingerprint(body);
        begun.set(callOf(body), first);
        return first === fingerprint(body) ? right.accept(body, request) : { status: 409 };
      },
    };
  }),
  fault('fails when one type comes twice at once', 'semantics.duplicates-at-once-for-each-type.call.skip', (right) => {
    const running = new Set<string>();
    return {
      async accept(body, request) {
        const key = fingerprint(body);
        if (typeOf(body) === 'call.skip' && running.has(key)) return { status: 500 };
        running.add(key);
        await wait(10);
        running.delete(key);
        return right.accept(body, request);
      },
    };
  }),
  fault('remembers what it refused', 'semantics.good-after-bad', (right) => {
    const bad = new Set<string>();
    return {
      judge(body, request) {
        const findings = right.judge(body, request);
        if (findings.length > 0 && callOf(body) !== '') bad.add(keyOf(body));
        return bad.has(keyOf(body)) && findings.length === 0 ? [{ rule: 'own', pointer: '', message: '' }] : findings;
      },
    };
  }),
  fault('remembers whom it denied', 'semantics.good-after-denied', (right) => {
    const denied = new Set<string>();
    return {
      keysFirst: false,
      authenticate(request, body) {
        const holds = right.authenticate(request, body) && !denied.has(fingerprint(body));
        if (!holds) denied.add(fingerprint(body));
        return holds;
      },
    };
  }),
  fault('knows one call at a time', 'semantics.interleaved-calls', (right) => {
    let current = '';
    return {
      accept(body, request) {
        if (typeOf(body) === 'call.initiate') current = callOf(body);
        const foreign = typeOf(body) === 'call.no-answer' && callOf(body) !== current && callOf(body) !== '';
        const stale = typeOf(body) === 'call.in-progress' && current !== '' && callOf(body) !== current;
        return foreign || stale ? { status: 409 } : right.accept(body, request);
      },
    };
  }),
  fault(
    'fails on the end of a call that it does not know',
    'semantics.orphan-end',
    lifecycle({ status: 500 }, 'call.ended'),
  ),
  mild('refuses what comes after the end', 'semantics.late-replay', (right) => {
    const ended = new Set<string>();
    return {
      accept(body, request) {
        if (ended.has(callOf(body)) && typeOf(body) === 'call.in-progress') return { status: 410 };
        if (typeOf(body) === 'call.lifecycle-ended') ended.add(callOf(body));
        return right.accept(body, request);
      },
    };
  }),
  mild('wants events in order', 'semantics.swapped-neighbours', (right) => {
    const started = new Set<string>();
    return {
      accept(body, request) {
        if (typeOf(body) === 'call.in-progress') started.add(callOf(body));
        const late = typeOf(body) === 'call.initiate' && started.has(callOf(body)) && callOf(body) !== '';
        return late ? { status: 409 } : right.accept(body, request);
      },
    };
  }),
];

/** Answers otherwise to what has the same key as something before. */
function remembering(key: (body: Buffer) => string, answer: Answer): Change {
  return (right: Right) => {
    const known = new Set<string>();
    return {
      accept(body, request) {
        const own = key(body);
        // What names no call is no duplicate of anything.
        if (known.has(own) && callOf(body) !== '') return answer;
        known.add(own);
        return right.accept(body, request);
      },
    };
  };
}

/** Answers otherwise to a type of event whose call did not begin. */
function lifecycle(answer: Answer, type: string): Change {
  return (right) => {
    const begun = new Set<string>();
    return {
      accept(body, request) {
        if (typeOf(body) === 'call.initiate' || typeOf(body) === 'call.in-progress') begun.add(callOf(body));
        const orphan = typeOf(body) === type && callOf(body) !== '' && !begun.has(callOf(body));
        return orphan ? answer : right.accept(body, request);
      },
    };
  };
}
