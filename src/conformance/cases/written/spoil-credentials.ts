import { createHash } from 'node:crypto';
import type { Signed, Spoilt } from '../../../delivery/delivery.ts';
import { type SignatureScheme, signaturePart } from '../../../openapi/signature-scheme.ts';
import type { Keys } from '../../../signature/keys.ts';
import { hmacKey, secretsOf, signingKeys } from '../../../signature/secret-keys.ts';
import { type SignedMessage, signedBytes } from '../../../signature/signer.ts';

/** Describes a way to spoil a credential. */
export interface Spoiling extends Spoilt {
  /** Counts the secrets that it takes; one, where nothing is said. */
  secrets?: number;
  /**
   * Writes it as a shell would, given the variables of its own key and of the other; nothing for what a shell alone cannot
   * make, such as a signature: such a case is run again by hookproof itself.
   */
  shell?(own: string, other: string): string;
}

/** Describes a signature that is made wrongly. */
function signature(make: (signed: Signed, keys: Keys) => string): Spoiling {
  return { values: (right, keys, signed) => [signed ? make(signed, keys) : right] };
}

/** Describes a signature that is right, but over another body. */
function signedOver(other: (body: Buffer) => Buffer): Spoiling {
  return signature(({ scheme, message }, keys) => {
    const data = signedBytes(scheme, { ...message, body: other(message.body) });
    return signingKeys(scheme, keys)[0]?.sign(data).toString(scheme.encoding) ?? '';
  });
}

/** Makes an HMAC of what is to be signed, with a text as the key; as long as a signature where the scheme has no HMAC. */
function signedWith({ scheme, message }: Signed, key: string): string {
  const hmac: SignatureScheme = { ...scheme, algorithm: macOf(scheme) };
  return hmacKey(hmac, key).sign(signedBytes(scheme, message)).toString(scheme.encoding);
}

function macOf({ algorithm }: SignatureScheme): Exclude<SignatureScheme['algorithm'], 'ed25519'> {
  return algorithm === 'ed25519' ? 'hmac-sha512' : algorithm;
}

/** Describes a signature by one of the secrets that are valid, the current one being the first. */
function signedBySecret(index: number): Spoiling {
  const make = ({ scheme, message }: Signed, keys: Keys): string =>
    signingKeys(scheme, keys)[index]?.sign(signedBytes(scheme, message)).toString(scheme.encoding) ?? '';
  return { ...signature(make), secrets: 2 };
}

/** Describes a right signature and a wrong one in one header. */
function beside(order: (right: string, wrong: string) => string[]): Spoiling {
  return {
    values: (right, _, signed) => {
      const { encoding = 'hex' } = signed?.scheme ?? {};
      return order(right, inverted(Buffer.from(right, encoding)).toString(encoding));
    },
    joins: true,
  };
}

/** Writes another version than the scheme has before a signature: `v9=` in place of `v1=`. */
function otherVersion(scheme: SignatureScheme): string {
  const { part, tag } = signaturePart(scheme);
  const other = /\d/.test(tag) ? tag.replace(/\d+/, '9') : `x${tag}`;
  return other + part.slice(tag.length);
}

function inverted(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}

/** Describes a right signature of another time or id than the delivery has. */
function moved(change: Pick<Spoilt, 'signs' | 'sends'>): Spoiling {
  return { values: (right) => [right], ...change };
}

/** Describes right keys in a value that is written otherwise. */
function around(write: (written: string) => string): Spoiling {
  return { values: (right) => [right], around: write, shell: (own) => `$${own}` };
}

/** Goes so many seconds from a timestamp in the unit of its scheme. */
function later(message: SignedMessage, { timestamp }: SignatureScheme, seconds: number): SignedMessage {
  const unit = timestamp?.unit === 'milliseconds' ? 1_000 : 1;
  return { ...message, timestamp: String(Number(message.timestamp) + seconds * unit) };
}

/** Gives more seconds than any receiver waits, whatever it allows: ten times what the scheme does, and an hour. */
function farAway({ timestamp }: SignatureScheme): number {
  return 10 * (timestamp?.tolerance ?? 0) + 3_600;
}

function flippedAt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

const extra = Buffer.from('0');

/** Holds the words that case files use. */
export const spoilings = {
  missing: { values: () => [] },
  empty: { values: () => [''] },
  wrong: {
    values: (right) => [unrelated(right)],
    bytes: inverted,
    shell: (own) => `$(printf %s "$${own}" | tr 0-9A-Za-z 1-90B-ZAb-za)`,
  },
  'case-flipped': { values: (right) => [flipped(right)], shell: (own) => `$(printf %s "$${own}" | tr a-zA-Z A-Za-z)` },
  prefix: {
    values: (right) => [right.slice(0, -1)],
    // In base64, three bytes are four characters: what is left is written as the right text begins.
    bytes: (right) => right.subarray(0, Math.floor((right.length - 1) / 3) * 3),
    shell: (own) => `$\{${own}%?}`,
  },
  padded: {
    values: (right) => [`${right}0`],
    bytes: (right) => Buffer.concat([right, extra]),
    shell: (own) => `$\{${own}}0`,
  },
  suffix: { values: (right) => [right.slice(1)], bytes: (right) => right.subarray(1), shell: (own) => `$\{${own}#?}` },
  'padded-before': {
    values: (right) => [`0${right}`],
    bytes: (right) => Buffer.concat([extra, right]),
    shell: (own) => `0$\{${own}}`,
  },
  'first-wrong': {
    values: (right) => [unlikeAt(right, 0)],
    bytes: (right) => flippedAt(right, 0),
    shell: (own) => `$(printf %.1s "$${own}" | tr 0-9a-z 1-9a-z0)$\{${own}#?}`,
  },
  'middle-wrong': {
    values: (right) => [unlikeAt(right, Math.floor(right.length / 2))],
    bytes: (right) => flippedAt(right, Math.floor(right.length / 2)),
    shell: (own) =>
      `$(printf %s "$${own}" | awk '{ m = int(length($0) / 2); print substr($0, 1, m) "-" substr($0, m + 2) }')`,
  },
  'last-wrong': {
    values: (right) => [unlikeAt(right, right.length - 1)],
    bytes: (right) => flippedAt(right, right.length - 1),
    shell: (own) => `$\{${own}%?}$(printf %s "$${own}" | tail -c 1 | tr 0-9a-z 1-9a-z0)`,
  },
  'with-others-first': {
    values: (right, keys) => [right + otherOf(right, keys).slice(0, 1)],
    shell: (own, other) => `$\{${own}}$(printf %.1s "$${other}")`,
  },
  other: { values: (right, keys) => [otherOf(right, keys)], shell: (_, other) => `$${other}` },
  'in-query': { values: (right) => [right], place: 'query' },
  'good-then-bad': { values: (right) => [right, unrelated(right)], shell: (own) => `$${own}` },
  'bad-then-good': { values: (right) => [unrelated(right), right], shell: (own) => `$${own}` },
  'not-hex': { values: (right) => [`!${right.slice(1)}`] },
  'over-reserialised': signedOver((body) => Buffer.from(JSON.stringify(JSON.parse(body.toString())))),
  'over-another-body': signedOver((body) => Buffer.concat([body, Buffer.from(' ')])),
  'with-public-key': signature((signed, { public: key }) => signedWith(signed, key)),
  unkeyed: signature(({ scheme, message }) =>
    createHash(macOf(scheme).replace('hmac-', '')).update(signedBytes(scheme, message)).digest(scheme.encoding),
  ),
  'over-empty-body': signedOver(() => Buffer.alloc(0)),
  'over-trimmed': signedOver((body) => Buffer.from(body.toString().trim())),
  'with-empty-key': signature((signed) => signedWith(signed, '')),
  'with-undefined-key': signature((signed) => signedWith(signed, 'undefined')),
  'private-key': signature((_, { private: key }) => secretsOf(key)[0] ?? ''),
  'with-current-secret': signedBySecret(0),
  'with-previous-secret': signedBySecret(1),
  'right-and-wrong': beside((right, wrong) => [right, wrong]),
  'wrong-and-right': beside((right, wrong) => [wrong, right]),
  'other-version': {
    values: (right) => [right],
    writes: (scheme) => ({ ...scheme, value: scheme.value.replace(signaturePart(scheme).part, otherVersion(scheme)) }),
  },
  'other-version-beside': {
    values: (right) => [right],
    writes: (scheme) => ({
      ...scheme,
      value: [scheme.value, otherVersion(scheme).replace('{signature}', '00')].join(scheme.separator),
    }),
  },
  reversed: { values: (right) => [[...right].reverse().join('')], bytes: (right) => Buffer.from(right).reverse() },
  'upper-case': { values: (right) => [right.toUpperCase()] },
  'sha256-prefixed': { values: (right) => [`sha256=${right}`] },
  'within-tolerance': moved({
    signs: (message, scheme) => later(message, scheme, -Math.floor((scheme.timestamp?.tolerance ?? 0) / 2)),
  }),
  stale: moved({ signs: (message, scheme) => later(message, scheme, -farAway(scheme)) }),
  'a-minute-ahead': moved({ signs: (message, scheme) => later(message, scheme, 60) }),
  ahead: moved({ signs: (message, scheme) => later(message, scheme, farAway(scheme)) }),
  'other-timestamp': moved({ sends: (message) => ({ ...message, timestamp: String(Number(message.timestamp) + 1) }) }),
  'no-timestamp': moved({ sends: (message) => ({ ...message, timestamp: '' }) }),
  'other-id': moved({ sends: (message) => ({ ...message, id: `${message.id}0` }) }),
  'no-id': moved({ sends: (message) => ({ ...message, id: '' }) }),
  spaced: around((written) => `  ${written}\t `),
  'capital-kind': around((written) => written.replace(/^\w+/, (word) => word.toUpperCase())),
  'without-kind': around((written) => written.replace(/^\w+ +/, '')),
} satisfies Record<string, Spoiling>;

/** Makes a value of the same length and alphabet, but different in every character: the plainest wrong key there is. */
function unrelated(right: string): string {
  return right.replace(/[0-9a-zA-Z]/g, (character) => {
    const [from, size] = character <= '9' ? [48, 10] : character <= 'Z' ? [65, 26] : [97, 26];
    return String.fromCharCode(((character.charCodeAt(0) - from + 1) % size) + from);
  });
}

/** Changes one character; a hexadecimal digit stays one. */
function unlikeAt(right: string, at: number): string {
  const digit = Number.parseInt(right[at] ?? '', 16);
  const unlike = Number.isNaN(digit) ? unrelated(right[at] ?? '') : (digit ^ 1).toString(16);
  return right.slice(0, at) + unlike + right.slice(at + 1);
}

function otherOf(right: string, keys: Keys): string {
  return right === keys.public ? keys.private : keys.public;
}

function flipped(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
