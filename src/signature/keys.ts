import { createHash } from 'node:crypto';
import type { Security } from '../openapi/security.ts';
import { publicKeyOf, secretsOf, writtenSecret } from './secret-keys.ts';

/** Holds the two secrets of an organisation. */
export interface Keys {
  public: string;
  private: string;
}

/** Serves for development, obviously fake; used when no keys are given, and then printed. */
export const developmentKeys: Keys = {
  public: `pk_${'0'.repeat(24)}deadbeef`,
  private: `sk_${'0'.repeat(56)}deadbeef`,
};

/** Gives the keys that a sender uses now, where those that were valid before them stand beside them. */
export function currentKeys(keys: Keys): Keys {
  return { public: secretsOf(keys.public)[0] ?? '', private: secretsOf(keys.private)[0] ?? '' };
}

/** Names the environment variables of the two keys. */
export const keyVariables = { public: 'HOOKPROOF_PUBLIC_KEY', private: 'HOOKPROOF_PRIVATE_KEY' } as const;

/** Names the environment variable of the token by which a sender and a receiver know each other. */
const verifyTokenVariable = 'HOOKPROOF_VERIFY_TOKEN';

/** Lists the tokens by which a sender and a receiver know each other: that of the environment, else the public keys. */
export function verifyTokens(keys: Keys, env = process.env): string[] {
  return secretsOf(env[verifyTokenVariable] || keys.public).filter(Boolean);
}

/** Names the variable of a lone secret, which is the private key. */
export const secretVariable = 'HOOKPROOF_SECRET';

/**
 * Takes the keys that are given, else those of the environment, else development keys that the security can use; an empty one
 * counts as none.
 */
export function keysFrom(
  given: Partial<Record<keyof Keys, string | undefined>> = {},
  security: Security = [],
  env = process.env,
): Keys {
  const usual = developmentKeysFor(security);
  return {
    public: given.public || env[keyVariables.public] || usual.public,
    private: given.private || env[keyVariables.private] || env[secretVariable] || usual.private,
  };
}

/** Gives the development keys in the form that a signature scheme reads its secrets in. */
export function developmentKeysFor(security: Security): Keys {
  const signed = security.flat().find(({ source }) => source.kind === 'signature')?.source;
  if (signed?.kind !== 'signature' || signed.scheme.secret.encoding === 'utf8') return developmentKeys;
  const { scheme } = signed;
  const secret = writtenSecret(scheme, createHash('sha256').update(developmentKeys.private).digest(), 'prefix');
  return {
    private: secret,
    public: scheme.algorithm === 'ed25519' ? publicKeyOf(scheme, secret) : developmentKeys.public,
  };
}
