import type { Header } from '../exchange.ts';
import { cookiesAmong } from '../http-client/cookies.ts';
import type { Credential, Security } from '../openapi/security.ts';
import type { KeyRole } from '../openapi/signature-scheme.ts';
import { isCredentialName } from '../signature/credential-names.ts';
import { textsInCredential } from '../signature/credentials.ts';
import type { Keys } from '../signature/keys.ts';
import { disguisedSecretRedactor, encodedSecrets, keySecrets, secretRedactor } from '../signature/secrets.ts';
import type { Hide } from './treatment.ts';

type Place = Credential['in'];

/** Holds what keeps the credentials of requests out of a recording. */
export type Credentials = ReturnType<typeof credentialsOf>;

export function credentialsOf(security: Security, keys: Keys) {
  const known = security.flat();
  const withoutOwn = disguisedSecretRedactor(keySecrets(keys));
  const sourceAt = (where: Place, name: string) => {
    const spelt = (each: string): string => (where === 'header' ? each.toLowerCase() : each);
    return known.find((each) => each.in === where && spelt(each.name) === spelt(name))?.source;
  };
  /** Gives what is written instead of a credential; undefined for what is none. */
  const placeholder = (where: Place, name: string): string | undefined => {
    const source = sourceAt(where, name);
    // A signature that no contract asks for is one all the same.
    if (!source) return isNamedSo(where, name) ? '<credential>' : undefined;
    return source.kind === 'signature' ? '<signature>' : source.roles.map(placeholderFor).join(':');
  };
  const offered = (where: Place, all: readonly Header[]) =>
    all.flatMap(([name, value]) => {
      const source = sourceAt(where, name);
      const shown = placeholder(where, name);
      if (!shown) return [];
      const texts = textsInCredential(source ?? unknown, value.trim());
      // What a name alone gives away may be a plain word, which stands anywhere.
      const sure = source ? texts : texts.filter(({ length }) => length >= shortestUnknown);
      return sure.flatMap((text) => encodedSecrets({ text, shown }));
    });
  return {
    placeholder,
    /** Takes the keys, and whatever stood in their places in this request, out of a text. */
    hiding(headers: readonly Header[], query: readonly Header[]): Hide {
      // What is offered may be no key of ours, and yet be somebody's.
      const withoutOffered = secretRedactor([
        ...offered('header', headers),
        ...offered('query', query),
        ...offered('cookie', cookiesAmong(headers)),
      ]);
      return (text) => withoutOwn(withoutOffered(text));
    },
  };
}

/** Tells whether a credential stands somewhere by its name alone; cookies are looked at one by one, and a session is shown by one. */
function isNamedSo(where: Place, name: string): boolean {
  if (where === 'header' && name.toLowerCase() === 'cookie') return false;
  return isCredentialName(name) || (where === 'cookie' && /sess|sid$/i.test(name));
}

/** Stands for what carries a credential by its name alone. */
const unknown = { kind: 'key', roles: [], form: 'bearer' } as const;
const shortestUnknown = 12;

function placeholderFor(role: KeyRole): string {
  return `<${role}-key>`;
}
