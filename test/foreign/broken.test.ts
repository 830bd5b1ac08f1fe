import { createHmac } from 'node:crypto';
import { isUnjudged, type Report, verify } from '../../src/index.ts';
import type { SignatureScheme } from '../../src/openapi/signature-scheme.ts';
import { developmentKeysFor, type Keys } from '../../src/signature/keys.ts';
import { signatureVerifier } from '../../src/signature/verifier.ts';
import { type Delivery, isBelieved, parcelsSignedBy, receiverOf, type Vendor, vendors } from './vendors.ts';

/** A way in which a receiver that is built on a vendor's package goes wrong, and the case that finds it. */
interface Fault {
  kills: string;
  /** Where it can be made. */
  where(scheme: SignatureScheme, name: string): boolean;
  broken(vendor: Vendor, scheme: SignatureScheme): Vendor['believes'];
}

const everywhere = (): boolean => true;
const hasSecretAsText = ({ secret, algorithm }: SignatureScheme): boolean =>
  secret.encoding === 'utf8' && algorithm !== 'ed25519';
const given = ({ headers }: Delivery, { header }: SignatureScheme): string =>
  String(headers[header.toLowerCase()] ?? '');

/** Hands a delivery to the vendor's code with another value in the header of the signature. */
const withValue =
  ({ believes }: Vendor, scheme: SignatureScheme, change: (value: string) => string): Vendor['believes'] =>
  (delivery, ...keys) =>
    believes(
      {
        ...delivery,
        headers: { ...delivery.headers, [scheme.header.toLowerCase()]: change(given(delivery, scheme)) },
      },
      ...keys,
    );

/** Verifies by code of its own that follows a scheme but for what is changed. */
const byOwnCode =
  (scheme: SignatureScheme): Vendor['believes'] =>
  (delivery, secret, publicKey) =>
    signatureVerifier(scheme, { private: secret, public: publicKey })(delivery) === undefined;

const faults: Record<string, Fault> = {
  'believes everything': { kills: 'signature.wrong', where: everywhere, broken: () => () => true },
  'lets a missing signature pass': {
    kills: 'signature.missing',
    where: everywhere,
    broken:
      ({ believes }, scheme) =>
      (delivery, ...keys) =>
        delivery.headers[scheme.header.toLowerCase()] === undefined || believes(delivery, ...keys),
  },
  'takes an error of the vendor’s code for a yes': {
    kills: 'signature.*',
    where: (_, name) => ['standard-webhooks', 'svix', 'stripe', 'slack', 'github', 'paddle'].includes(name),
    broken:
      ({ believes }) =>
      async (...delivery) => {
        try {
          return await believes(...delivery);
        } catch {
          return true;
        }
      },
  },
  'verifies the event that its framework parsed, written anew': {
    kills: 'signature.over-reserialised-body',
    where: everywhere,
    broken:
      ({ believes }) =>
      (delivery, ...keys) =>
        believes({ ...delivery, body: Buffer.from(JSON.stringify(JSON.parse(delivery.body.toString()))) }, ...keys),
  },
  'trims the body': {
    kills: 'signature.over-trimmed',
    where: everywhere,
    broken:
      ({ believes }) =>
      (delivery, ...keys) =>
        believes({ ...delivery, body: Buffer.from(delivery.body.toString().trim()) }, ...keys),
  },
  'looks at no timestamp': {
    kills: 'signature.stale',
    where: ({ timestamp }) => timestamp?.tolerance !== undefined,
    broken: (_, { timestamp: { tolerance: __, ...timestamp } = { unit: 'seconds' as const }, ...scheme }) =>
      byOwnCode({ ...scheme, timestamp }),
  },
  'takes what is signed in the future': {
    kills: 'signature.ahead',
    where: ({ timestamp }) => timestamp?.future === 'denied',
    broken: ({ believes }, { timestamp: { tolerance: _, ...timestamp } = { unit: 'seconds' as const }, ...scheme }) => {
      const timeless = byOwnCode({ ...scheme, timestamp });
      return (delivery, ...keys) => {
        const isAhead = Number(delivery.headers[timestamp.header ?? '']) > Date.now() / 1_000 + 1;
        return isAhead ? timeless(delivery, ...keys) : believes(delivery, ...keys);
      };
    },
  },
  'looks at the first signature alone': {
    kills: 'signature.wrong-and-right',
    where: ({ oneSuffices = false }) => oneSuffices,
    broken: (vendor, scheme) => withValue(vendor, scheme, (value) => withoutRepeats(value, scheme.separator ?? '')),
  },
  'takes any version': {
    kills: 'signature.other-version',
    where: ({ value }) => /\w[=,]\{signature\}/.test(value),
    broken: (vendor, scheme) => {
      const [tag = ''] = /\w+[=,](?=\{signature\})/.exec(scheme.value) ?? [];
      return withValue(vendor, scheme, (value) =>
        value.replace(/(^|[ ,;])(?!(?:t|ts)=)\w+[=,](?=[\w+/=]{20,}$)/, (_, before: string) => before + tag),
      );
    },
  },
  'compares letters in any case': {
    kills: 'signature.swapped-case',
    where: (scheme) => scheme.encoding === 'base64' && hasSecretAsText(scheme) && scheme.signed === '{body}',
    broken: (_, scheme) => (delivery, secret) =>
      given(delivery, scheme).toLowerCase() ===
      createHmac('sha256', secret).update(delivery.body).digest('base64').toLowerCase(),
  },
  'takes the public key for a secret, too': {
    kills: 'signature.with-public-key',
    where: hasSecretAsText,
    broken:
      ({ believes }) =>
      async (delivery, secret, publicKey) => {
        const byPublic = await isBelieved(believes, delivery, { private: publicKey, public: publicKey });
        return byPublic || believes(delivery, secret, publicKey);
      },
  },
  'falls back to an empty secret': {
    kills: 'signature.with-empty-key',
    where: hasSecretAsText,
    broken:
      ({ believes }, scheme) =>
      async (delivery, ...keys) =>
        byOwnCode(scheme)(delivery, '', '') === true || believes(delivery, ...keys),
  },
  'forgets the secret before the current one': {
    kills: 'signature.previous-secret',
    where: (scheme) => scheme.algorithm !== 'ed25519',
    broken:
      ({ believes }) =>
      (delivery, secret, publicKey) =>
        believes(delivery, secret.split(',')[0] ?? '', publicKey),
  },
  'refuses an id that it knows': {
    kills: 'signature.same-id-again',
    where: ({ id }) => id !== undefined,
    broken: ({ believes }, { id }) => {
      const known = new Set<unknown>();
      return async (delivery, ...keys) => {
        const name = delivery.headers[id?.header.toLowerCase() ?? ''];
        if ((await believes(delivery, ...keys)) === false || known.has(name)) return false;
        known.add(name);
        return true;
      };
    },
  },
};

/** Keeps the first of the parts of a kind. */
function withoutRepeats(value: string, separator: string): string {
  const seen = new Set<string>();
  return value
    .split(separator)
    .filter((part) => {
      const kind = part.split(/[=,]/)[0] ?? '';
      return !seen.has(kind) && seen.add(kind);
    })
    .join(separator);
}

/** Believes a delivery by either of two secrets, as a vendor tells its users to do while one is changed. */
function rotating(believes: Vendor['believes']): Vendor['believes'] {
  return async (delivery, secret, publicKey) => {
    for (const each of secret.split(','))
      if (await isBelieved(believes, delivery, { private: each, public: publicKey })) return true;
    return false;
  };
}

const previous = (keys: Keys, scheme: SignatureScheme): string =>
  scheme.secret.encoding === 'utf8'
    ? 'previous_fake_secret'
    : `whsec_${Buffer.alloc(32, keys.private).toString('base64')}`;

async function schemeOf(name: string): Promise<SignatureScheme> {
  const source = (await parcelsSignedBy(name)).security[0]?.[0]?.source;
  if (source?.kind !== 'signature') throw new Error(`${name} signs nothing`);
  return source.scheme;
}

const pairs = (
  await Promise.all(
    Object.entries(vendors).map(async ([name, vendor]) => {
      const scheme = await schemeOf(name);
      return Object.entries(faults)
        .filter(([, { where }]) => where(scheme, name))
        .map(([what, fault]) => ({ name, what, fault, vendor, scheme }));
    }),
  )
).flat();

/** Gives the report of a run in which no good event was accepted. */
function reportOfUnjudged(error: unknown): Report {
  if (isUnjudged(error)) return error.report;
  throw error;
}

test('every fault is tried where it can be made', () => {
  expect(pairs.length).toBeGreaterThan(80);
});

test.each(pairs)(
  'a receiver of $name that $what is killed by $fault.kills',
  async ({ name, fault, vendor, scheme }) => {
    const contract = await parcelsSignedBy(name);
    const usual = developmentKeysFor(contract.security);
    const isRotating = fault.kills === 'signature.previous-secret';
    const keys = isRotating ? { ...usual, private: `${usual.private},${previous(usual, scheme)}` } : usual;
    const target = receiverOf({ believes: fault.broken(vendor, scheme) }, contract, keys);
    const { cases } = await verify({ target, contract, keys, cases: [fault.kills] }).catch(reportOfUnjudged);
    // Paddle's code reads the last signature alone, which is that of the secret before: it accepts nothing that could be judged.
    const isDeaf = isRotating && name === 'paddle';
    const status = isDeaf ? 'ERROR' : fault.kills === 'signature.same-id-again' ? 'WARN' : 'FAIL';
    expect(cases.map((each) => each.status)).toContain(status);
  },
);

test.each(Object.entries(vendors).filter(([name]) => name !== 'discord'))(
  'a receiver of %s that knows two secrets is never flagged',
  async (name, { believes }) => {
    const contract = await parcelsSignedBy(name);
    const usual = developmentKeysFor(contract.security);
    const keys = { ...usual, private: `${usual.private},${previous(usual, await schemeOf(name))}` };
    const target = receiverOf({ believes: rotating(believes) }, contract, keys);
    const { cases } = await verify({ target, contract, keys, groups: ['signature'] });
    expect(cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED', 'WARN'].includes(status))).toEqual([]);
    expect(cases.find(({ id }) => id === 'signature.previous-secret')?.status).toBe('PASS');
  },
);
