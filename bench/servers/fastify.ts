/** Fastify with Ajv on the schema of the body, and both keys compared. */
import ajvFormats from 'ajv-formats';
import fastify from 'fastify';
import { loadContract } from '../../dist/contract/load.js';
import { developmentKeys } from '../../dist/signature/keys.js';
import { sameSecret } from '../../dist/signature/sign.js';

const { body, operation, security } = await loadContract();
const names = (security[0] ?? []).map(
  ({ name, source }) =>
    [name.toLowerCase(), developmentKeys[(source.kind === 'key' && source.roles[0]) || 'private']] as const,
);
const options = { discriminator: true, strict: false, coerceTypes: false, removeAdditional: false } as const;
const app = fastify({ ajv: { customOptions: options, plugins: [ajvFormats.default as never] } });
app.route({
  method: 'POST',
  url: operation.path,
  schema: { body: body.schema },
  onRequest: async (request, reply) => {
    const known = names.every(([name, key]) => sameSecret(String(request.headers[name] ?? ''), key));
    if (!known) await reply.code(401).send();
  },
  handler: async (_, reply) => reply.code(200).send(),
});
console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
