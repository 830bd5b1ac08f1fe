import type { IncomingMessage, RequestListener } from 'node:http';
import { folderWith } from './folder.ts';

/** The kinds of security that OpenAPI has, by names that tests use in requirements. */
export const securitySchemes = {
  Account: { type: 'http', scheme: 'basic' },
  Token: { type: 'http', scheme: 'bearer' },
  Granted: {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://login.example.com/token', scopes: {} } },
  },
  Login: { type: 'openIdConnect', openIdConnectUrl: 'https://login.example.com/openid' },
  Session: { type: 'apiKey', in: 'cookie', name: 'session' },
  Link: { type: 'apiKey', in: 'query', name: 'access key' },
  Secret: { type: 'apiKey', in: 'header', name: 'X-Secret' },
  Caller: { type: 'apiKey', in: 'header', name: 'X-Caller' },
  PublicKey: { type: 'apiKey', in: 'header', name: 'X-Known' },
  Certificate: { type: 'mutualTLS' },
  Digest: { type: 'http', scheme: 'digest' },
};

export type SchemeName = keyof typeof securitySchemes;

/** Writes a contract of notes that asks for these schemes: alternatives, each a list; and for parameters. */
export async function securedContract(
  alternatives: readonly (readonly SchemeName[])[],
  parameters: readonly object[] = [],
): Promise<string> {
  const schema = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
  const post = {
    operationId: 'takeNote',
    parameters,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'ok' }, 400: { description: 'bad' } },
  };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1' },
    security: alternatives.map((names) => Object.fromEntries(names.map((name) => [name, []]))),
    paths: { '/notes': { post } },
    components: { securitySchemes },
  };
  return `${await folderWith({ 'contract.json': JSON.stringify(document) })}/contract.json`;
}

/** A receiver of notes that is right, but for how it looks at what a request shows, and at its parameters. */
export function notesReceiver(
  isLetIn: (request: IncomingMessage) => boolean,
  isFit: (request: IncomingMessage) => boolean = () => true,
): RequestListener {
  return (request, response) => {
    const answer = (status: number): void => void response.writeHead(status).end();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.split('?')[0] !== '/notes') return answer(404);
      if (request.method !== 'POST') return answer(405);
      try {
        if (!isLetIn(request)) return answer(401);
      } catch {
        return answer(500);
      }
      if (!/^application\/json *(; *charset="?utf-8"?)?$/i.test(request.headers['content-type'] ?? ''))
        return answer(415);
      answer(isFit(request) && isNote(Buffer.concat(chunks)) ? 200 : 400);
    });
  };
}

function isNote(body: Buffer): boolean {
  try {
    const event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof event?.text === 'string' && !Array.isArray(event);
  } catch {
    return false;
  }
}
