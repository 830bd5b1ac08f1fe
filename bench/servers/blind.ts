/** openapi-backend as its README shows it: every request goes through handleRequest. */
import { createServer } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';
import { loadContract } from '../../dist/contract/load.js';
import { developmentKeys } from '../../dist/signature/keys.js';
import { announce } from './announce.ts';

const { document, operation } = await loadContract();
const api = new OpenAPIBackend({
  definition: document as never,
  quick: true,
  ajvOpts: { discriminator: true, strict: false },
  handlers: {
    [operation.id]: () => 200,
    validationFail: () => 400,
    notFound: () => 404,
    methodNotAllowed: () => 405,
    unauthorizedHandler: () => 401,
  },
});
for (const scheme of Object.keys(document.components?.securitySchemes ?? {}))
  api.registerSecurityHandler(scheme, ({ request }) => {
    const given = Object.values(request.headers);
    return given.includes(developmentKeys.public) && given.includes(developmentKeys.private);
  });
await api.init();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const { method = '', url = '', headers } = request;
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    response.statusCode = await api.handleRequest({ method, path: url, headers: headers as never, body });
    response.end();
  });
});
announce(server);
