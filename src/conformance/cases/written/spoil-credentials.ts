import { createHash, createHmac } from 'node:crypto';
import type { Signed, Spoilt } from '../../../delivery/delivery.ts';
import type { Keys } from '../../../signature/keys.ts';
import { secretKey, sign } from '../../../signature/sign.ts';

export type Shell = (own: string, other: string) => string;

/** Describes a way to spoil a credential, and how a shell would write it, given the variables of its own key and of the other. */
export interface Spoiling {
  spoilt: Spoilt;
  shell: Shell;
}

/** A shell alone makes no signatures; such a case is run again by hookproof itself. */
function noShell(): string {
  return '';
}

/** Describes a signature that is made wrongly. */
function signature(make: (signed: Signed, keys: Keys) => string): Spoiling {
  return { spoilt: { values: (right, keys, signed) => [signed ? make(signed, keys) : right] }, shell: noShell };
}

/** Holds the words that case files use. */
export const spoilings: Record<string, Spoiling> = {
  missing: { spoilt: { values: () => [] }, shell: () => '' },
  empty: { spoilt: { values: () => [''] }, shell: () => '' },
  wrong: {
    spoilt: { values: (right) => [unrelated(right)] },
    shell: (own) => `$(printf %s "$${own}" | tr 0-9A-Za-z 1-90B-ZAb-za)`,
  },
  'case-flipped': {
    spoilt: { values: (right) => [flipped(right)] },
    shell: (own) => `$(printf %s "$${own}" | tr a-zA-Z A-Za-z)`,
  },
  prefix: { spoilt: { values: (right) => [right.slice(0, -1)] }, shell: (own) => `$\{${own}%?}` },
  padded: { spoilt: { values: (right) => [`${right}0`] }, shell: (own) => `$\{${own}}0` },
  suffix: { spoilt: { values: (right) => [right.slice(1)] }, shell: (own) => `$\{${own}#?}` },
  'padded-before': { spoilt: { values: (right) => [`0${right}`] }, shell: (own) => `0$\{${own}}` },
  'first-wrong': {
    spoilt: { values: (right) => [unlikeAt(right, 0)] },
    shell: (own) => `$(printf %.1s "$${own}" | tr 0-9a-z 1-9a-z0)$\{${own}#?}`,
  },
  'middle-wrong': {
    spoilt: { values: (right) => [unlikeAt(right, Math.floor(right.length / 2))] },
    shell: (own) =>
      `$(printf %s "$${own}" | awk '{ m = int(length($0) / 2); print substr($0, 1, m) "-" substr($0, m + 2) }')`,
  },
  'last-wrong': {
    spoilt: { values: (right) => [unlikeAt(right, right.length - 1)] },
    shell: (own) => `$\{${own}%?}$(printf %s "$${own}" | tail -c 1 | tr 0-9a-z 1-9a-z0)`,
  },
  'with-others-first': {
    spoilt: { values: (right, keys) => [right + otherOf(right, keys).slice(0, 1)] },
    shell: (own, other) => `$\{${own}}$(printf %.1s "$${other}")`,
  },
  other: {
    spoilt: { values: (right, keys) => [otherOf(right, keys)] },
    shell: (_, other) => `$${other}`,
  },
  'in-query': { spoilt: { values: (right) => [right], place: 'query' }, shell: () => '' },
  'good-then-bad': { spoilt: { values: (right) => [right, unrelated(right)] }, shell: (own) => `$${own}` },
  'bad-then-good': { spoilt: { values: (right) => [unrelated(right), right] }, shell: (own) => `$${own}` },
  'not-hex': { spoilt: { values: (right) => [`z${right.slice(1)}`] }, shell: noShell },
  'over-reserialised': signature(({ body, scheme }, { private: key }) =>
    sign(Buffer.from(JSON.stringify(JSON.parse(body.toString()))), secretKey(key), scheme),
  ),
  'over-another-body': signature(({ body, scheme }, { private: key }) =>
    sign(Buffer.concat([body, Buffer.from(' ')]), secretKey(key), scheme),
  ),
  'with-public-key': signature(({ body, scheme }, { public: key }) => sign(body, secretKey(key), scheme)),
  unkeyed: signature(({ body, scheme }) => createHash(scheme.algorithm).update(body).digest(scheme.encoding)),
  'over-empty-body': signature(({ scheme }, { private: key }) => sign(Buffer.alloc(0), secretKey(key), scheme)),
  'over-trimmed': signature(({ body, scheme }, { private: key }) =>
    sign(Buffer.from(body.toString().trim()), secretKey(key), scheme),
  ),
  'with-empty-key': signature(({ body, scheme }) =>
    createHmac(scheme.algorithm, '').update(body).digest(scheme.encoding),
  ),
  'private-key': signature((_, { private: key }) => key),
  reversed: { spoilt: { values: (right) => [[...right].reverse().join('')] }, shell: noShell },
  'upper-case': { spoilt: { values: (right) => [right.toUpperCase()] }, shell: noShell },
  'sha256-prefixed': { spoilt: { values: (right) => [`sha256=${right}`] }, shell: noShell },
  spaced: { spoilt: { values: (right) => [`  ${right}\t `] }, shell: (own) => `  $${own} ` },
};

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
