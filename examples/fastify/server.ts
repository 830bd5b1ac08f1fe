import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Event } from '../express-ajv/events.ts';
import { openInbox } from '../express-ajv/inbox.ts';

const { AUTH = 'keys', HOOKPROOF_EFFECTS, INBOX = `${import.meta.dirname}/inbox.db`, PORT = '3000' } = process.env;
const publicKeys = keysIn('HOOKPROOF_PUBLIC_KEY');
const privateKeys = keysIn('HOOKPROOF_PRIVATE_KEY');
const schema = JSON.parse(readFileSync(`${import.meta.dirname}/event.schema.json`, 'utf8'));
const url = '/v2/webhooks/call-events';
const json = /^application\/json\s*(;\s*(charset="?utf-?8"?|(?!charset)[\w-]+=("[^"]*"|[^\s;"]+))\s*)*$/i;

/** Your part: what an event means to your shop. The sender has its answer already. */
async function work({ event }: Event): Promise<void> {
  console.log(`${event.type}: ${JSON.stringify(event.data.call?.id ?? 'no call named')}`);
}

const inbox = openInbox(INBOX, work);
// An event is judged as it came: nothing in it is converted, filled in or removed.
const customOptions = { coerceTypes: false, useDefaults: false, removeAdditional: false, ownProperties: true } as const;
const app = Fastify({ bodyLimit: 1024 * 1024, ajv: { customOptions } });
const bodies = new WeakMap<FastifyRequest, Buffer>();

app.setErrorHandler((error: FastifyError, _, reply) => {
  const { statusCode = 503, message } = error;
  if (statusCode >= 500) console.error(error);
  return reply.code(statusCode).send(statusCode < 500 ? { error: message } : undefined);
});
app.removeAllContentTypeParsers();
// The raw bytes are what a signature is made over; what nobody signed may be anything, and is not parsed.
app.addContentTypeParser<Buffer>(json, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
  const right = privateKeys.map((key) => createHmac('sha256', key).update(body).digest('hex'));
  if (AUTH !== 'keys' && !isOneOf(request.headers['x-signature'], right)) throw refusal(401);
  bodies.set(request, body);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw refusal(400);
  }
});
app.post(url, { schema: { body: schema }, onRequest: checkKeys }, async (request, reply) => {
  // What cannot be kept is not acknowledged: the error becomes a 503, and the sender will come again.
  await inbox.take(request.body as Event, bodies.get(request) as Buffer);
  return reply.send();
});
const others = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const postOnly = async (_: FastifyRequest, reply: FastifyReply) => reply.code(405).header('allow', 'POST').send();
app.route({ method: others, url, onRequest: postOnly, handler: postOnly });
if (HOOKPROOF_EFFECTS === '1') app.get('/effects', () => inbox.finished());

/** Before anything is read: a stranger shall not make us work. */
async function checkKeys({ headers }: FastifyRequest): Promise<void> {
  const isPublic = isOneOf(headers['x-public-key'], publicKeys);
  const isPrivate = AUTH === 'signature' || isOneOf(headers['x-private-key'], privateKeys);
  if (!isPublic || !isPrivate) throw refusal(401);
  if (headers['content-encoding'] !== undefined) throw refusal(415);
}

function refusal(statusCode: number): Error {
  return Object.assign(new Error('refused'), { statusCode });
}

/** Compares in the same time for every wrong value; digests are of one length. */
function isOneOf(given: string | string[] | undefined, right: readonly string[]): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return right.map((each) => timingSafeEqual(digest(String(given ?? '')), digest(each))).some(Boolean);
}

/** Two keys with a comma between them are the current one and the one before it. */
function keysIn(variable: string): string[] {
  const keys = (process.env[variable] ?? '').split(',').filter(Boolean);
  if (keys.length === 0) throw new Error(`set ${variable}`);
  return keys;
}

console.log(`listening on ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
process.once(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(inbox.finished)
      .then(() => process.exit(0)),
);
