import type { CredentialSource, KeySource } from '../openapi/security.ts';

/** Writes the keys of a credential as it carries them; `base64` may write the call of a shell in place of the text. */
export function credentialText({ form }: KeySource, keys: readonly string[], base64 = inBase64): string {
  const joined = keys.join(':');
  if (form === 'plain') return joined;
  return form === 'bearer' ? `Bearer ${joined}` : `Basic ${base64(joined)}`;
}

/** Reads the keys of a credential, joined by a colon; undefined where they are not written as it asks (RFC 6750, RFC 7617). */
export function keysInCredential({ form }: KeySource, text: string): string | undefined {
  if (form === 'plain') return text;
  // The word in front counts in any case (RFC 9110, 11.1).
  const [, word = '', token = ''] = /^(\w+) +(\S.*)$/.exec(text) ?? [];
  if (word.toLowerCase() !== form) return undefined;
  if (form === 'bearer') return token;
  return /^[\w+/-]+={0,2}$/.test(token) ? Buffer.from(token, 'base64').toString() : undefined;
}

/** Writes what a denial tells the sender to show (RFC 9110, 11.6.1). */
export function challengeFor(source: KeySource | undefined): string {
  if (source?.form === 'basic') return 'Basic realm="deliveries"';
  return source?.form === 'bearer' ? 'Bearer' : 'ApiKey';
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Lists the texts by which what a credential carries can be known, right or wrong: the value, and each part of it. */
export function textsInCredential(source: CredentialSource, value: string): string[] {
  if (source.kind === 'signature' || source.form === 'plain') return [value];
  const keys = keysInCredential(source, value) ?? '';
  const parts = source.form === 'basic' ? keys.split(':') : [];
  return [value, value.replace(/^\S+ +/, ''), keys, ...parts];
}
