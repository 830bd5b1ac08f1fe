import type { Header } from '../../exchange.ts';
import type { Credential, Security } from '../../openapi/security.ts';
import type { Keys } from '../../signature/keys.ts';
import {
  disguisedSecretRedactor,
  encodedSecrets,
  keySecrets,
  type Secret,
  secretRedactor,
} from '../../signature/secrets.ts';

/** What one request shows of itself to be believed, and how that is kept out of a recording. */
export interface Credentials {
  /** What stands for a credential; undefined for what is none. */
  placeholder(place: 'header' | 'query', name: string): string | undefined;
  /** Takes the keys, and whatever stood in their places in this request, out of a text. */
  hiding(headers: readonly Header[], query: readonly Header[]): (text: string) => string;
}

export function credentialsOf(security: Security, keys: Keys): Credentials {
  const known = security.flat();
  const withoutOwn = disguisedSecretRedactor(keySecrets(keys));
  const placeholder = (place: 'header' | 'query', name: string): string | undefined => {
    const found = known.find((each) => each.in === place && sameName(each, name));
    return found && shown(found);
  };
  return {
    placeholder,
    hiding(headers, query) {
      // What is offered may be no key of ours, and yet be somebody's.
      const withoutOffered = secretRedactor(
        [...named('header', headers), ...named('query', query)].flatMap(encodedSecrets),
      );
      return (text) => withoutOwn(withoutOffered(text));
    },
  };

  function named(place: 'header' | 'query', all: readonly Header[]): Secret[] {
    return all.flatMap(([name, value]) => {
      const stands = placeholder(place, name);
      return stands ? [{ text: value.trim(), shown: stands }] : [];
    });
  }
}

function sameName({ in: place, name }: Credential, given: string): boolean {
  return place === 'header' ? name.toLowerCase() === given.toLowerCase() : name === given;
}

function shown({ source }: Credential): string {
  return source.kind === 'signature' ? '<signature>' : `<${source.key}-key>`;
}
