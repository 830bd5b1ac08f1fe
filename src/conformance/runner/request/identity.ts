import type { Identity } from '../../../contract/identities.ts';
import { offsetOf } from '../../../recorded/locate.ts';
import { endOfValue } from '../../../schema/json-text.ts';
import { valueAt } from '../../../schema/pointer.ts';

/** Longer bodies are made for their length; whether they are new does not matter. */
const maxEdited = 64 * 1024;

/** Puts a fresh identity into an event by changing those bytes only; one without such an identity stays as it is. */
export function withIdentity(
  bytes: Buffer,
  path: readonly string[] | undefined,
  identity: Identity | undefined,
): Buffer {
  if (!path || identity === undefined || bytes.length > maxEdited) return bytes;
  if (!ranges.has(bytes)) ranges.set(bytes, findIdentity(bytes, path, typeof identity));
  const range = ranges.get(bytes);
  if (!range) return bytes;
  const [start, end] = range;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(identity)), bytes.subarray(end)]);
}

type ByteRange = readonly [start: number, end: number];

/** The same recording is sent many times; where its identity stands is looked up once. */
const ranges = new WeakMap<Buffer, ByteRange | undefined>();

/** Finds the bytes of a value of a type, quotes included; a byte order mark may stand before the event. */
function findIdentity(bytes: Buffer, path: readonly string[], type: string): ByteRange | undefined {
  const mark = bytes.indexOf('\ufeff') === 0 ? 3 : 0;
  const json = bytes.subarray(mark);
  try {
    if (typeof valueAt(JSON.parse(json.toString()), path) !== type) return undefined;
  } catch {
    return undefined;
  }
  const start = offsetOf(json, path);
  let end = endOfValue(json, start);
  // A number ends where white space begins.
  while (Number(json[end - 1]) <= 0x20) end--;
  return [mark + start, mark + end];
}
