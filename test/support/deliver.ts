import { type ClientRequest, request } from 'node:http';
import { developmentKeys } from '../../src/signature/keys.ts';

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export const callEventsPath = '/v2/webhooks/call-events';

/** The headers of a good delivery under the development keys. */
export const goodHeaders: Record<string, string> = {
  'content-type': 'application/json',
  'x-public-key': developmentKeys.public,
  'x-private-key': developmentKeys.private,
};

/** POSTs a body, by default as a good delivery; an object is sent as JSON. */
export function deliver(
  url: string,
  body: unknown,
  more: { headers?: Record<string, string>; method?: string; path?: string } = {},
): Promise<Answered> {
  const bytes = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  return answerOf(
    request(new URL(more.path ?? callEventsPath, url), {
      method: more.method ?? 'POST',
      headers: more.headers ?? goodHeaders,
      agent: false,
    }),
    bytes,
  );
}

function answerOf(sent: ClientRequest, body: string | Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      // An answer that breaks off has no end, and its request no error.
      response.on('close', () => reject(new Error('the answer broke off')));
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.end(body);
  });
}
