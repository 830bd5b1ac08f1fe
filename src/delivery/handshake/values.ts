import { randomBytes } from 'node:crypto';
import type { HandshakeScheme } from '../../openapi/handshake-scheme.ts';
import { type Keys, verifyTokens } from '../../signature/keys.ts';
import { signingKeys } from '../../signature/secret-keys.ts';
import type { Values } from './template.ts';

/** Makes challenges that nobody can guess. */
const challenges: Record<HandshakeScheme['challenge'], () => string> = {
  word: () => word(),
  digits: () => String(randomBytes(6).readUIntBE(0, 6) + 1),
  // What a URL must encode; nothing that HTML would, for receivers do well to escape that.
  opaque: () => `Validation: ${word()} of a+b/c, ${word()}`,
};

function word(): string {
  return `hookproof-${randomBytes(12).toString('hex')}`;
}

/** Makes what a sender puts into a handshake, but for what only the keys tell. */
export function freshValues({ values, challenge }: HandshakeScheme): Values {
  return { ...values, challenge: challenges[challenge](), any: word(), now: String(Date.now()) };
}

/** Adds what the keys tell: the token that both sides know, and the proof that a receiver makes of the challenge with each key. */
export function withKeys({ proof }: HandshakeScheme, values: Values, keys: Keys): Values[] {
  const [token = ''] = verifyTokens(keys);
  const known = { token, ...values };
  return proofsOf(proof, values.challenge ?? '', keys).map((each) => ({ ...known, ...each }));
}

/** Makes the proof of a challenge with each key, the current one first; nothing to add where the handshake has none. */
export function proofsOf(proof: HandshakeScheme['proof'], challenge: string, keys: Keys): { proof?: string }[] {
  if (!proof) return [{}];
  return signingKeys(proof, keys).map((key) => ({ proof: key.sign(Buffer.from(challenge)).toString(proof.encoding) }));
}
