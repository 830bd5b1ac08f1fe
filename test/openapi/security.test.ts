import { securityOf } from '../../src/openapi/security.ts';
import { type SchemeName, securitySchemes } from '../support/secured.ts';

function read(alternatives: readonly (readonly SchemeName[])[], more: Record<string, object> = {}) {
  const security = alternatives.map((names) => Object.fromEntries(names.map((name) => [name, []])));
  const components = { securitySchemes: { ...securitySchemes, ...more } };
  const document = { openapi: '3.1.0', info: { title: 'One', version: '1' }, paths: {}, components };
  return securityOf(document, { security }, 'one.yaml');
}

/** A credential in short: where it travels, and which keys it carries in which form. */
function short(...given: Parameters<typeof read>): string[][] {
  return read(...given).security.map((alternative) =>
    alternative.map(({ in: place, name, source }) =>
      source.kind === 'key' ? `${place} ${name} ${source.form} ${source.roles.join(' ')}` : `${place} ${name} signed`,
    ),
  );
}

test.each<[SchemeName[][], string[][]]>([
  [[['Account']], [['header Authorization basic public private']]],
  [[['Token']], [['header Authorization bearer private']]],
  [[['Granted']], [['header Authorization bearer private']]],
  [[['Login']], [['header Authorization bearer private']]],
  [[['Session']], [['cookie session plain private']]],
  [[['Link']], [['query access key plain private']]],
  [[['Secret']], [['header X-Secret plain private']]],
  [[['PublicKey']], [['header X-Known plain public']]],
  [[['Caller', 'Secret']], [['header X-Caller plain public', 'header X-Secret plain private']]],
  [[['Caller', 'Token']], [['header X-Caller plain public', 'header Authorization bearer private']]],
  [[['Certificate', 'Secret']], [['header X-Secret plain private']]],
  [
    [['Token'], ['Link']],
    [['header Authorization bearer private'], ['query access key plain private']],
  ],
  [[['Certificate'], ['Link']], [['query access key plain private']]],
  [[['Certificate']], []],
  [[['Digest'], ['Token']], [['header Authorization bearer private']]],
  [[['Digest', 'Secret'], ['Link']], [['query access key plain private']]],
  [[['Granted', 'Login', 'Secret']], [['header Authorization bearer private', 'header X-Secret plain private']]],
  [[['Secret'], []], []],
  [[], []],
])('of the requirements %j deliveries carry %j', (alternatives, carried) => {
  expect(short(alternatives)).toEqual(carried);
});

test('an extension says which key it is, whatever its place', () => {
  const own = { Own: { type: 'apiKey', in: 'cookie', name: 'own', 'x-hookproof-key': 'public' } };
  expect(short([['Own' as SchemeName]], own)).toEqual([['cookie own plain public']]);
});

test('what is sent otherwise, or not at all, is told once', () => {
  expect(read([['Granted'], ['Login'], ['Certificate', 'Granted']]).notes).toEqual([
    'security scheme "Granted" (oauth2) is sent and checked as a bearer token: the private key',
    'security scheme "Login" (openIdConnect) is sent and checked as a bearer token: the private key',
    'security scheme "Certificate" is mutual TLS, which is neither sent nor checked here',
  ]);
  expect(read([['Account'], ['Session', 'Link']]).notes).toEqual([]);
  expect(read([['Digest'], ['Token']]).notes).toEqual([
    'security scheme "Digest" is of a kind (http digest) that no request here can carry: what asks for it is left out',
  ]);
});

test.each<[string, object | undefined]>([
  ['of a kind (http digest)', securitySchemes.Digest],
  ['of a kind (apiKey body)', { type: 'apiKey', in: 'body', name: 'key' }],
  ['of a kind (apiKey header)', { type: 'apiKey', in: 'header' }],
  ['not declared', undefined],
])('a scheme that is %s is an input error that names it', (says, scheme) => {
  const more = { Odd: scheme } as Record<string, object>;
  expect(() => read([['Odd' as SchemeName]], more)).toThrow(`one.yaml: security scheme "Odd" is ${says}`);
});
