import { STATUS_CODES } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type WebhookEvent, webhookEvent } from './events.ts';
import type { Inbox } from './inbox.ts';
import { parseJson } from './json.ts';
import { type Keys, keyCheck, type Proof } from './keys.ts';
import { signatureCheck } from './signature.ts';

export const path = '/v2/webhooks/call-events';

export interface AppOptions {
  keys: Keys;
  /** What deliveries must show; both keys, when nothing is said. */
  proof?: Proof;
  inbox: Inbox;
  /** For tests only: GET /effects tells what was done. */
  showEffects?: boolean;
}

/** The receiver as an Express application. Each step refuses with one status and says why in one sentence. */
export function createApp({ keys, proof = 'keys', inbox, showEffects = false }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app
    .route(path)
    .post(
      authenticate(keys, proof),
      takeJsonOnly,
      // The raw bytes: they are what a signature or a fingerprint is made over.
      express.raw({ type: () => true, limit: '1mb', inflate: false }),
      ...(proof === 'keys' ? [] : [verifySignature(keys)]),
      takeEvent(inbox),
    )
    .all((_, response) => {
      response.set('allow', 'POST');
      refuse(response, 405, 'events are delivered by POST');
    });
  if (showEffects) {
    app.get('/effects', async (_, response) => {
      await inbox.drained();
      response.type('application/x-ndjson').send(
        inbox
          .effects()
          .map((effect) => `${JSON.stringify(effect)}\n`)
          .join(''),
      );
    });
  }
  app.use((_, response) => refuse(response, 404, 'there is nothing here'));
  app.use(failed);
  return app;
}

/** Before anything is read: a stranger shall not make us work. */
function authenticate(keys: Keys, proof: Proof) {
  const known = keyCheck(keys, proof);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (known(request)) next();
    else refuse(response, 401, 'the keys are missing or wrong');
  };
}

/** Before anything is parsed: what nobody signed may be anything. */
function verifySignature({ privateKey }: Keys) {
  const signed = signatureCheck(privateKey);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (signed(request, bodyOf(request))) next();
    else refuse(response, 401, 'the signature is missing or wrong');
  };
}

function takeJsonOnly({ headers }: Request, response: Response, next: NextFunction): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((each) => each.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const plain = headers['content-encoding'] === undefined;
  if (plain && type === 'application/json' && ['utf-8', 'utf8', undefined].includes(charset)) next();
  else refuse(response, 415, 'the body must be application/json, in UTF-8 and not compressed');
}

/** Judges the event, remembers it and answers at once; the work is done afterwards. */
function takeEvent(inbox: Inbox) {
  return (request: Request, response: Response): void => {
    const bytes = bodyOf(request);
    const parsed = parseJson(bytes);
    const fault = parsed.ok ? webhookEvent(parsed.value, '') : parsed.fault;
    if (!parsed.ok || fault) {
      refuse(response, 400, `${fault?.at || 'the body'} ${fault?.message}`);
      return;
    }
    try {
      inbox.take(parsed.value as WebhookEvent, bytes);
    } catch {
      // What is not kept must not be acknowledged; the sender will come again.
      response.set('retry-after', '5');
      refuse(response, 503, 'the event cannot be kept now');
      return;
    }
    // A duplicate is answered like the first: the sender only wants to know that it may stop.
    response.status(200).end();
  };
}

/** The raw bytes; a request without a body has none. */
function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function refuse(response: Response, status: number, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail }));
}

/** What Express itself refuses (a body too large, a connection cut off); nothing of the error is shown. */
function failed(error: { status?: number }, _: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error.status !== undefined && error.status < 500 ? error.status : 400;
  refuse(response, status, status === 413 ? 'the body is larger than 1 MiB' : 'the request cannot be read');
}
