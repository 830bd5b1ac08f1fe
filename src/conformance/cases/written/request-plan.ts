import type { Contract } from '../../../contract/load.ts';
import { userError } from '../../../errors.ts';
import type { Framing, Header } from '../../../exchange.ts';
import { jsonMediaType } from '../../../openapi/media-types.ts';
import type { RecordedEvent } from '../../../recorded/events.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { Expectation, Send } from '../case.ts';
import type { Filling } from '../generated/filled-event.ts';
import { challengeSend } from './challenge.ts';
import type { WrittenSend } from './files.ts';
import { rewritings } from './rewritings.ts';
import { spoilings } from './spoil-credentials.ts';

/** Holds what written cases are filled in from. */
export interface Sources {
  contract: Contract;
  /** Holds all recorded events. */
  known: RecordedEvent[];
  /** Holds those that are of this contract. */
  recorded: RecordedEvent[];
  /** A valid event for each type. */
  byType: Map<string, Buffer>;
  /** Validates an event by the contract. */
  validate: Validator;
  /** Makes a valid event that is filled with something; undefined where the contract has none. */
  filledEvent(filling: Filling): Buffer | undefined;
  /** Tells whether another operation of the document takes an event. */
  isTaken?: ((event: unknown) => boolean) | undefined;
}

/** Holds the same for one case: the type of its event, where that is given, and where the case stands. */
export interface CaseContext extends Sources {
  type: string | undefined;
  where: string;
}

/** Makes the request that a written `send` describes: a good delivery, but for what it says. */
export function sendOf(written: WrittenSend, expect: Expectation, context: CaseContext): Send {
  const { contract } = context;
  const made = () => spoiltBody(written, rewritten(written, baseBody(written, context)));
  // A body of fifty million bytes is made when it is sent, and not where cases are only listed.
  const body = written.bodyRepeat ? undefined : made();
  const spoilt = Object.entries(written.auth ?? {}).map(([role, word]) => [role, spoilings[word]]);
  return {
    method: written.method ?? contract.operation.method.toUpperCase(),
    suffix: (written.path ?? '') + (written.query ?? ''),
    headers: headersOf(written.headers ?? {}, contract),
    get body() {
      return body === undefined ? made() : body;
    },
    bodyIs: written.bodyIs ?? (isOtherBody(written) && expect === 'not-accepted' ? 'illegal' : bodyIs(body, expect)),
    spoilt: Object.fromEntries(spoilt),
    headerCase: written.headerCase ?? 'as-is',
    ...(written.challenge && contract.handshake ? challengeSend(contract.handshake, written.challenge) : {}),
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

/** Tells whether a case sends another body than an event, and nothing else that might be refused. */
export function isOtherBody({ bodyRepeat, headers, auth, path, method, ...body }: WrittenSend): boolean {
  if (bodyRepeat ?? headers ?? auth ?? path ?? method) return false;
  return [body.body, body.bodyBase64, body.cut, body.append, body.prepend].some((each) => each !== undefined);
}

function baseBody(written: WrittenSend, context: CaseContext): Buffer | null {
  const { contract, byType, known, type, where } = context;
  const { body, bodyBase64, bodyRepeat, size, text, event: name } = written;
  if (size !== undefined) return context.filledEvent({ bytes: size }) ?? null;
  if (text !== undefined) return context.filledEvent({ text }) ?? null;
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  if (bodyRepeat) return repeated(bodyRepeat);
  if (body === null) return null;
  if (body !== undefined) return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  if (name === undefined) {
    return byType.get(type ?? contract.eventTypes[0] ?? '') ?? byType.values().next().value ?? null;
  }
  const event = known.find((each) => each.name === name);
  if (!event) throw userError('input', `${where}: there is no recorded event "${name}"`);
  return event.bytes;
}

/** Holds long bodies by what they are made of: it takes longer to make one of fifty million bytes than to send it. */
const longBodies = new Map<string, Buffer>();

function repeated(repeat: NonNullable<WrittenSend['bodyRepeat']>): Buffer {
  const made = JSON.stringify(repeat);
  const body = longBodies.get(made) ?? filled(repeat);
  longBodies.set(made, body);
  return body;
}

function filled({
  text,
  times,
  before = '',
  middle = '',
  closing = '',
  after = '',
}: NonNullable<WrittenSend['bodyRepeat']>): Buffer {
  const parts: [string, number][] = [
    [before, 1],
    [text, times],
    [middle, 1],
    [closing, times],
    [after, 1],
  ];
  const size = parts.reduce((sum, [part, count]) => sum + Buffer.byteLength(part) * count, 0);
  const body = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [part, count] of parts) {
    const end = at + Buffer.byteLength(part) * count;
    if (end > at) body.fill(part, at, end);
    at = end;
  }
  return body;
}

function rewritten({ rewrite }: WrittenSend, body: Buffer | null): Buffer | null {
  return rewrite && body ? Buffer.from(rewritings[rewrite](JSON.parse(body.toString()))) : body;
}

function spoiltBody({ cut, append, prepend }: WrittenSend, body: Buffer | null): Buffer | null {
  if (body === null || (cut === undefined && append === undefined && prepend === undefined)) return body;
  const kept = cut === undefined ? body : body.subarray(0, Math.max(body.length - cut, Math.floor(body.length / 2)));
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
