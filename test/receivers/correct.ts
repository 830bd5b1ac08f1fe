import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Contract } from '../../src/contract/load.ts';
import type { Finding } from '../../src/finding.ts';
import type { KeyRole } from '../../src/openapi/signature-scheme.ts';
import type { Keys } from '../../src/signature/keys.ts';
import { sameSecret, secretKey, sign } from '../../src/signature/sign.ts';
import { eventValidator } from '../../src/validator/event.ts';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What a receiver is made of. A faulty one differs in one of these, and so does one that is right in another way. */
export interface Steps {
  /** Answers what is no delivery at all. */
  route(request: IncomingMessage): Answer | undefined;
  /** Whether the keys are right; the body is there only where it is read before. */
  authenticate(request: IncomingMessage, body: Buffer): boolean;
  /** Whether keys are judged before the body is read. */
  keysFirst: boolean;
  takesMedia(request: IncomingMessage): boolean;
  /** The whole body, or how it is refused. */
  read(request: IncomingMessage, response: ServerResponse): Promise<Buffer | Answer>;
  judge(body: Buffer, request: IncomingMessage): Finding[];
  /** Does with a legal event what is to be done, once however often it comes. */
  take(body: Buffer, log: EffectsLog): void | Promise<void>;
  accept(body: Buffer, request: IncomingMessage): Answer | Promise<Answer>;
  refuse(status: number, detail: string, request: IncomingMessage, body: Buffer): Answer;
}

/** What was done, in order, and what has come before. */
export interface EffectsLog {
  effects: string[];
  seen: Set<string>;
}

/** The right steps, and what they are made from. */
export interface Right extends Steps {
  contract: Contract;
  keys: Keys;
  /** The name of the header that carries a key, in lower case. */
  header: Record<KeyRole, string>;
  /** Reads a key as a header gives it; repeated headers are joined by node. */
  given(request: IncomingMessage, role: KeyRole): string;
}

export type Change = (right: Right) => Partial<Steps>;
export type MakeListener = (contract: Contract, keys: Keys) => RequestListener;

/** A correct receiver, with some of its steps changed. What a step throws is answered by 500, as frameworks do. */
export function receiver(contract: Contract, keys: Keys, change: Change = () => ({})): RequestListener {
  const right = rightSteps(contract, keys);
  const steps: Steps = { ...right, ...change(right) };
  const log: EffectsLog = { effects: [], seen: new Set() };
  return (request, response) => {
    if (request.url === effectsPath) {
      response.end(log.effects.map((sha256) => `${JSON.stringify({ sha256 })}\n`).join(''));
      return;
    }
    answerTo(steps, log, request, response)
      .catch((): Answer => ({ status: 500 }))
      .then(({ status, headers, body }) => {
        if (response.destroyed) return;
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
        request.resume();
      });
  };
}

/** Where every receiver here tells what it did. */
export const effectsPath = '/effects';

async function answerTo(
  steps: Steps,
  log: EffectsLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const refuse = (status: number, detail: string, body = nothing): Answer =>
    steps.refuse(status, detail, request, body);
  const elsewhere = steps.route(request);
  if (elsewhere) return elsewhere;
  if (steps.keysFirst && !steps.authenticate(request, nothing)) return refuse(401, 'wrong keys');
  if (!steps.takesMedia(request)) return refuse(415, 'not JSON');
  const body = await steps.read(request, response);
  if (!Buffer.isBuffer(body)) return body;
  if (!steps.keysFirst && !steps.authenticate(request, body)) return refuse(401, 'wrong keys', body);
  const [finding] = steps.judge(body, request);
  if (finding) return refuse(400, `${finding.pointer} ${finding.message}`, body);
  const answer = await steps.accept(body, request);
  if (answer.status < 300) await steps.take(body, log);
  return answer;
}

/** The SHA-256 of a body, as the effects log has it. */
export function fingerprint(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

const nothing: Buffer = Buffer.alloc(0);
const maxBytes = 1024 * 1024;

function rightSteps(contract: Contract, keys: Keys): Right {
  const validate = eventValidator(contract, { every: true });
  const header = headersOf(contract);
  const given: Right['given'] = (request, role) => String(request.headers[header[role]] ?? '');
  const refuse: Steps['refuse'] = (status) => ({ status });
  const isSigned = contract.security[0]?.some(({ source }) => source.kind === 'signature');
  const secret = (body: Buffer): string =>
    isSigned ? sign(body, secretKey(keys.private), { algorithm: 'sha256', encoding: 'hex' }) : keys.private;
  return {
    contract,
    keys,
    header,
    given,
    route(request) {
      if (pathOf(request) !== contract.operation.path) return { status: 404 };
      return request.method === 'POST' ? undefined : { status: 405, headers: { allow: 'POST' } };
    },
    // A signature is over the body, so the body must be there first.
    keysFirst: !isSigned,
    authenticate: (request, body) =>
      sameSecret(given(request, 'public'), keys.public) && sameSecret(given(request, 'private'), secret(body)),
    take(body, { effects, seen }) {
      const print = fingerprint(body);
      if (seen.has(print)) return;
      seen.add(print);
      effects.push(print);
    },
    takesMedia: ({ headers }) =>
      /^application\/json *(; *charset="?utf-8"?)?$/i.test(headers['content-type'] ?? '') &&
      headers['content-encoding'] === undefined,
    read: async (request) => (await readUpTo(request, maxBytes)) ?? { status: 413 },
    judge: (body) => validate(body).findings,
    accept: () => ({ status: 200 }),
    refuse,
  };
}

/** Collects a body; undefined when it is longer than `limit` bytes, and then reads it to its end all the same. */
export async function readUpTo(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function headersOf(contract: Contract): Record<KeyRole, string> {
  const named = (contract.security[0] ?? []).map(({ name, source }) => [
    source.kind === 'key' ? source.roles[0] : source.scheme.key,
    name.toLowerCase(),
  ]);
  return { public: '', private: '', ...Object.fromEntries(named) };
}
