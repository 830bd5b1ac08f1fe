import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Event } from './events.ts';
import { openInbox } from './inbox.ts';

const { AUTH = 'keys', HOOKPROOF_EFFECTS, INBOX = `${import.meta.dirname}/inbox.db`, PORT = '3000' } = process.env;
const publicKeys = keysIn('HOOKPROOF_PUBLIC_KEY');
const privateKeys = keysIn('HOOKPROOF_PRIVATE_KEY');
const schema = JSON.parse(readFileSync(`${import.meta.dirname}/event.schema.json`, 'utf8'));
// Formats are patterns in this schema, and what every object inherits is no property of an event's.
const json = /^application\/json\s*(;\s*(charset="?utf-?8"?|(?!charset)[\w-]+=("[^"]*"|[^\s;"]+))\s*)*$/i;
const ajv = new Ajv2020({ validateFormats: false, ownProperties: true });
const validate = ajv.compile<Event>(schema);

/** Your part: what an event means to your shop. The sender has its answer already. */
async function work({ event }: Event): Promise<void> {
  console.log(`${event.type}: ${JSON.stringify(event.data.call?.id ?? 'no call named')}`);
}

const inbox = openInbox(INBOX, work);
const app = express().disable('x-powered-by').enable('case sensitive routing').enable('strict routing');
const rawBody = express.raw({ type: () => true, limit: '1mb', inflate: false });
app
  .route('/v2/webhooks/call-events')
  .post(checkKeys, checkType, rawBody, checkSignature, takeEvent)
  .all((_, response) => void response.set('allow', 'POST').sendStatus(405));
if (HOOKPROOF_EFFECTS === '1')
  app.get('/effects', async (_, response) => void response.type('application/x-ndjson').send(await inbox.finished()));
app.use((_, response) => void response.sendStatus(404));
// What Express itself refuses, such as a body too large; and what we cannot do, of which the sender is told no more.
app.use((error: { status?: number }, _: Request, response: Response, _next: NextFunction) => {
  const { status = 503 } = error;
  if (status >= 500) console.error(error);
  response.sendStatus(status);
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => server.close(() => void inbox.finished().then(() => process.exit(0))));

/** Before anything is read: a stranger shall not make us work. */
function checkKeys({ headers }: Request, response: Response, next: NextFunction): void {
  const isPublic = isOneOf(headers['x-public-key'], publicKeys);
  if (isPublic && (AUTH === 'signature' || isOneOf(headers['x-private-key'], privateKeys))) next();
  else response.sendStatus(401);
}

function checkType({ headers }: Request, response: Response, next: NextFunction): void {
  if (json.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined) next();
  else response.sendStatus(415);
}

/** Before anything is parsed: what nobody signed may be anything. */
function checkSignature(request: Request, response: Response, next: NextFunction): void {
  request.body ??= Buffer.alloc(0);
  const right = privateKeys.map((key) => createHmac('sha256', key).update(request.body).digest('hex'));
  if (AUTH === 'keys' || isOneOf(request.headers['x-signature'], right)) next();
  else response.sendStatus(401);
}

async function takeEvent({ body }: Request, response: Response): Promise<void> {
  const event = parsed(body);
  if (!validate(event)) return void response.status(400).send({ error: ajv.errorsText(validate.errors) });
  // What cannot be kept is not acknowledged: the error becomes a 503, and the sender will come again.
  await inbox.take(event, body);
  response.sendStatus(200);
}

/** Gives what a body says; undefined, which no schema allows, for one that is no JSON in UTF-8. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
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
