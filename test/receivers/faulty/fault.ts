import type { IncomingMessage } from 'node:http';
import type { Finding } from '../../../src/finding.ts';
import { isObject } from '../../../src/schema/json.ts';
import { valueAt } from '../../../src/schema/pointer.ts';
import { type Change, type MakeListener, type Right, receiver } from '../correct.ts';

/** A receiver that is wrong in exactly one way. */
export interface FaultyReceiver {
  name: string;
  /** The id of the case that must kill it, or a glob. */
  kills: string;
  /** Set where that case is a SHOULD: it warns, and gates only when warnings do. */
  warns?: true;
  /** How deliveries are proved, where that matters. */
  profile?: 'signature';
  /** What 95 of 100 answers must come within, where that matters. */
  budgetMs?: number;
  listener: MakeListener;
}

export function fault(name: string, kills: string, change: Change): FaultyReceiver {
  return { name, kills, listener: (contract, keys) => receiver(contract, keys, change) };
}

/** A fault that only a SHOULD forbids. */
export function mild(name: string, kills: string, change: Change): FaultyReceiver {
  return { ...fault(name, kills, change), warns: true };
}

/** A fault that shows only where deliveries are signed. */
export function unsigned(name: string, kills: string, change: Change): FaultyReceiver {
  return { ...fault(name, kills, change), profile: 'signature' };
}

/** Overlooks the violations that `forgives` says yes to. */
export function overlooks(forgives: (finding: Finding, value: unknown, event: unknown) => boolean): Change {
  return (right) => ({
    judge(body, request) {
      const event = parsed(body);
      const findings = right.judge(body, request);
      if (event === undefined) return findings;
      return findings.filter(
        (finding) => !forgives(finding, valueAt(event, finding.pointer.split('/').slice(1)), event),
      );
    },
  });
}

/** Refuses legal events that `objects` to says yes to. */
export function objectsTo(objects: (event: unknown, body: Buffer, request: IncomingMessage) => boolean): Change {
  return (right) => ({
    judge(body, request) {
      const findings = right.judge(body, request);
      if (findings.length > 0 || !objects(parsed(body), body, request)) return findings;
      return [{ rule: 'own', pointer: '', message: 'is not to our taste' }];
    },
  });
}

/** Judges the event that `change` makes of the one that came. */
export function judgedAs(right: Right, request: IncomingMessage, event: unknown): Finding[] {
  return right.judge(Buffer.from(JSON.stringify(event) ?? ''), request);
}

/** The value, or undefined when the bytes are no JSON. */
export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Whether `holds` is true of a value or of anything inside it. */
export function anywhere(value: unknown, holds: (value: unknown) => boolean): boolean {
  if (holds(value)) return true;
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.some((each) => anywhere(each, holds));
}
