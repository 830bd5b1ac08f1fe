import type { Contract } from '../../../contract/load.ts';
import { userError } from '../../../errors.ts';
import type { Framing, Header } from '../../../exchange.ts';
import { jsonMediaType } from '../../../openapi/media-types.ts';
import type { Expectation, Send } from '../case.ts';
import type { WrittenSend } from './files.ts';
import type { Sources } from './sources.ts';
import { spoilings } from './spoil-credentials.ts';

/** Makes the request that a written `send` describes: a good delivery, but for what it says. */
export function sendOf(
  written: WrittenSend,
  type: string | undefined,
  where: string,
  expect: Expectation,
  sources: Sources,
): Send {
  const made = () => spoiltBody(written, baseBody(written, type, where, sources));
  // A body of fifty million bytes is made when it is sent, and not where cases are only listed.
  const body = written.bodyRepeat ? undefined : made();
  const roles = Object.entries(written.auth ?? {}).map(([role, word]) => [role, spoilings[word]] as const);
  const defined = roles.flatMap(([role, spoiling]) => (spoiling ? [[role, spoiling] as const] : []));
  return {
    method: written.method ?? sources.contract.operation.method.toUpperCase(),
    suffix: (written.path ?? '') + (written.query ?? ''),
    headers: headersOf(written.headers ?? {}, sources.contract),
    get body() {
      return body === undefined ? made() : body;
    },
    bodyIs: written.bodyIs ?? bodyIs(body, expect),
    spoilt: Object.fromEntries(defined.map(([role, spoiling]) => [role, spoiling.spoilt])),
    shell: Object.fromEntries(defined.map(([role, spoiling]) => [role, spoiling.shell])),
    headerCase: written.headerCase ?? 'as-is',
    ...(written.framing ? { framing: framingOf(written.framing) } : {}),
    ...(written.call === undefined ? {} : { call: written.call }),
  };
}

/** Tells what the body must be: what asks for acceptance needs a valid one, what asks for a refusal an invalid one. */
function bodyIs(body: Buffer | null | undefined, expect: Expectation): Send['bodyIs'] {
  if (body === null) return 'any';
  if (expect === 'refused') return 'illegal';
  const legal = ['accepted', 'accepted-or-busy', 'denied', 'not-redirected'].includes(String(expect));
  return legal || typeof expect === 'object' ? 'legal' : 'any';
}

function baseBody(written: WrittenSend, type: string | undefined, where: string, sources: Sources): Buffer | null {
  const { bodyRepeat: repeat } = written;
  if (written.bodyBase64 !== undefined) return Buffer.from(written.bodyBase64, 'base64');
  if (repeat) return repeated(repeat);
  if (written.body === null) return null;
  if (written.body !== undefined)
    return Buffer.from(typeof written.body === 'string' ? written.body : JSON.stringify(written.body));
  if (written.event === undefined)
    return sources.byType.get(type ?? sources.contract.eventTypes[0] ?? '') ?? [...sources.byType.values()][0] ?? null;
  const event = sources.known.find(({ name }) => name === written.event);
  if (!event) throw userError('input', `${where}: there is no recorded event "${written.event}"`);
  return event.bytes;
}

function repeated(repeat: NonNullable<WrittenSend['bodyRepeat']>): Buffer {
  const { text, times, before = '', middle = '', closing = '', after = '' } = repeat;
  const parts: [string, number][] = [
    [before, 1],
    [text, times],
    [middle, 1],
    [closing, times],
    [after, 1],
  ];
  const sizes = parts.map(([part, count]) => Buffer.byteLength(part) * count);
  const body = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, [part]] of parts.entries()) {
    const end = at + (sizes[index] ?? 0);
    if (end > at) body.fill(part, at, end);
    at = end;
  }
  return body;
}

function spoiltBody({ cut, append, prepend }: WrittenSend, body: Buffer | null): Buffer | null {
  if (body === null || (cut === undefined && append === undefined && prepend === undefined)) return body;
  const kept = cut === undefined ? body : body.subarray(0, Math.max(body.length - cut, 0));
  return Buffer.concat([Buffer.from(prepend ?? ''), kept, Buffer.from(append ?? '')]);
}

function headersOf(written: Record<string, string | null>, { body }: Contract): Header[] {
  const given = Object.entries(written).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = new Map<string, string | null>([['content-type', jsonMediaType(body.mediaTypes)], ...given]);
  return [...headers].filter((header): header is [string, string] => header[1] !== null);
}

function framingOf(written: NonNullable<WrittenSend['framing']>): Framing {
  if (written === 'continue' || written === 'pipelined') return { kind: written };
  if ('half' in written) return { kind: 'half', heldMs: written.half };
  return 'chunked' in written ? { kind: 'chunked', size: written.chunked } : { kind: 'split', size: written.split };
}
