import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { type Spoiling, spoilings } from '../../src/conformance/cases/written/spoil-credentials.ts';
import { authenticated } from '../../src/delivery/delivery.ts';
import { authenticator, offeredBy } from '../../src/edge/authenticator.ts';
import type { ExchangeRequest } from '../../src/exchange.ts';
import type { Credential, Security } from '../../src/openapi/security.ts';
import type { KeyRole } from '../../src/openapi/signature-scheme.ts';
import type { Keys } from '../../src/signature/keys.ts';

/** Every place and form in which keys travel. */
const kinds: Record<string, Security> = {
  'in a header': [[keyOf('header', 'X-Key', ['private'], 'plain')]],
  'in the query': [[keyOf('query', 'a key', ['private'], 'plain')]],
  'in a cookie': [[keyOf('cookie', 'key', ['private'], 'plain')]],
  'as a bearer token': [[keyOf('header', 'Authorization', ['private'], 'bearer')]],
  'by basic authentication': [[keyOf('header', 'Authorization', ['public', 'private'], 'basic')]],
  'in two places': [
    [keyOf('cookie', 'caller', ['public'], 'plain'), keyOf('header', 'Authorization', ['private'], 'bearer')],
  ],
};

function keyOf(
  place: Credential['in'],
  name: string,
  roles: KeyRole[],
  form: 'plain' | 'bearer' | 'basic',
): Credential {
  return { scheme: 'Key', in: place, name, source: { kind: 'key', roles, form } };
}

/** Whether a receiver of ours lets a request in that shows these keys, spoilt or not, after it went over the wire. */
function isLetIn(
  security: Security,
  keys: Keys,
  spoilt: Partial<Record<KeyRole, Spoiling>> = {},
  sent: Keys = keys,
): boolean {
  const bare: ExchangeRequest = {
    method: 'POST',
    target: '/hook?shop=1',
    headers: [['cookie', 'theme=dark']],
    body: null,
  };
  const { target, headers } = authenticated(bare, { security, keys: sent, origin: 'http://localhost', spoilt });
  const distinct = Object.fromEntries(
    Object.entries(Object.groupBy(headers, ([name]) => name.toLowerCase())).map(([name, all = []]) => [
      name,
      all.map(([, value]) => value.trim()),
    ]),
  );
  const joined = Object.fromEntries(Object.entries(distinct).map(([name, all]) => [name, all.join(', ')]));
  const request = { url: target, headers: joined, headersDistinct: distinct } as unknown as IncomingMessage;
  return authenticator(security, keys).keys(offeredBy(request, target.split('?')[1] ?? ''));
}

/** Ways to spoil a key after which it is no more the right one. */
const ways = Object.entries(spoilings as Record<string, Spoiling>).filter(
  ([, { place, around, signs, sends }]) => !(place || around || signs || sends),
);
const secret = fc.stringMatching(/^[!-+.-~]{8,40}$/);

describe.each(Object.entries(kinds))('keys %s', (_, security) => {
  const roles = security.flat().flatMap(({ source }) => (source.kind === 'key' ? source.roles : []));

  test('let in whatever characters they are of', () => {
    fc.assert(fc.property(secret, secret, (pub, priv) => isLetIn(security, { public: pub, private: priv })));
  });

  test('are denied in whatever way one of them is spoilt, as decoded', () => {
    expect(ways.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(secret, secret, fc.constantFrom(...ways), fc.constantFrom(...roles), (pub, priv, [, way], role) => {
        const keys: Keys = { public: pub, private: priv };
        const values = way.values(keys[role], keys);
        // A key without letters, say, has no other case: there the case does not apply.
        if (values.length === 1 && values[0] === keys[role]) return;
        expect(isLetIn(security, keys, { [role]: way })).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});

test.each(Object.entries(kinds))(
  '%s a current key and the one before it are taken, and the current one is sent',
  (_, security) => {
    const [now, before]: [Keys, Keys] = [
      { public: 'pk_now', private: 'sk_now' },
      { public: 'pk_before', private: 'sk_before' },
    ];
    const both = { public: 'pk_now,pk_before', private: 'sk_now,sk_before' };
    expect([now, before, both].map((keys) => isLetIn(security, both, {}, keys))).toEqual([true, true, true]);
    expect(isLetIn(security, now, {}, both)).toBe(true);
    expect(isLetIn(security, before, {}, both)).toBe(false);
    const none = { public: ',pk_before', private: ',sk_before' };
    const missing = { public: spoilings.missing, private: spoilings.missing };
    expect([isLetIn(security, none), isLetIn(security, none, missing), isLetIn(security, none, {}, before)]).toEqual([
      false,
      false,
      true,
    ]);
  },
);
