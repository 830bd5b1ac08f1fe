import { isUtf8 } from 'node:buffer';
import { isObject } from '../../../src/schema/json.ts';
import { anywhere, type FaultyReceiver, fault, judgedAs, mild, parsed } from './fault.ts';

/** Receivers that stumble over bodies, or take more for an event than is one. */
export const bodyFaults: FaultyReceiver[] = [
  fault('works on a list of events one by one', 'media.events-in-a-list', (right) => ({
    judge(body, request) {
      const list = parsed(body);
      if (!Array.isArray(list) || list.length < 2) return right.judge(body, request);
      return list.flatMap((event) => judgedAs(right, request, event));
    },
  })),
  fault('takes an empty list for nothing to do', 'media.top-level-empty-list', (right) => ({
    judge: (body, request) => (body.toString() === '[]' ? [] : right.judge(body, request)),
  })),
  fault('takes whatever is false for nothing to do', 'media.top-level-zero', (right) => ({
    judge: (body, request) => (parsed(body) === 0 || parsed(body) === false ? [] : right.judge(body, request)),
  })),
  fault('reads an event out of a string', 'media.event-in-a-string', (right) => ({
    judge(body, request) {
      const text = parsed(body);
      return typeof text === 'string' ? right.judge(Buffer.from(text), request) : right.judge(body, request);
    },
  })),
  fault('reads JavaScript', 'media.event-without-quotes', (right) => ({
    judge: (body, request) => right.judge(Buffer.from(body.toString().replace(/([{,])([a-z]+):/g, '$1"$2":')), request),
  })),
  fault('reads single quotes as double ones', 'media.event-in-single-quotes', (right) => ({
    judge: (body, request) =>
      right.judge(body.includes('"') ? body : Buffer.from(body.toString().replaceAll("'", '"')), request),
  })),
  fault('overlooks braces at the end', 'media.trailing-brace', trimming(/[}\]]$/)),
  fault('overlooks a comma at the end', 'media.trailing-comma', trimming(/,$/)),
  fault('overlooks a NUL at the end', 'media.trailing-nul', trimming(/\0$/)),
  fault('takes blanks for a ping', 'media.only-white-space', (right) => ({
    judge: (body, request) => (body.length > 0 && body.toString().trim() === '' ? [] : right.judge(body, request)),
  })),
  mild('fails on a character that breaks off', 'media.invalid-utf8-truncated', (right) => ({
    judge(body, request) {
      if ((body.at(-1) ?? 0) >= 0x80) throw new RangeError('unexpected end of data');
      return right.judge(body, request);
    },
  })),
  mild('fails on half a surrogate pair in UTF-8', 'media.invalid-utf8-surrogate', (right) => ({
    judge(body, request) {
      if (!isUtf8(body) && body.includes(Buffer.from([0xed, 0xa0]))) throw new RangeError('surrogates not allowed');
      return right.judge(body, request);
    },
  })),
  mild('overflows its stack on what is nested and closed again', 'media.deep-nesting-*', (right) => ({
    judge(body, request) {
      anywhere(parsed(body), () => false);
      return right.judge(body, request);
    },
  })),
  mild('overflows its stack on nested objects', 'media.deep-nesting-objects*', (right) => ({
    judge(body, request) {
      depthOf(parsed(body));
      return right.judge(body, request);
    },
  })),
];

/** Takes off the end of a body what stands there too much, when it is an event without. */
function trimming(end: RegExp): Parameters<typeof fault>[2] {
  return (right) => ({
    judge(body, request) {
      const rest = Buffer.from(body.toString().replace(end, ''));
      return isObject(parsed(rest)) ? right.judge(rest, request) : right.judge(body, request);
    },
  });
}

function depthOf(value: unknown): number {
  return isObject(value) ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}
