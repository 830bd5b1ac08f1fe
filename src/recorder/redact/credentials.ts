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
import type { Hide } from './treatment.ts';

/** Holds what keeps the credentials of requests out of a recording. */
export interface Credentials {
  /** Gives what is written instead of a credential; undefined for what is none. */
  placeholder(where: 'header' | 'query', name: string): string | undefined;
  /** Takes the keys, and whatever stood in their places in this request, out of a text. */
  hiding(headers: readonly Header[], query: readonly Header[]): Hide;
}

export function credentialsOf(security: Security, keys: Keys): Credentials {
  const known = security.flat();
  const withoutOwn = disguisedSecretRedactor(keySecrets(keys));
  const placeholder = (where: 'header' | 'query', name: string): string | undefined => {
    const found = known.find((each) => each.in === where && isNamed(each, name));
    return found && placeholderOf(found);
  };
  const offered = (where: 'header' | 'query', all: readonly Header[]): Secret[] =>
    all.flatMap(([name, value]) => {
      const shown = placeholder(where, name);
      return shown ? [{ text: value.trim(), shown }] : [];
    });
  return {
    placeholder,
    hiding(headers, query) {
      // What is offered may be no key of ours, and yet be somebody's.
      const withoutOffered = secretRedactor(
        [...offered('header', headers), ...offered('query', query)].flatMap(encodedSecrets),
      );
      return (text) => withoutOwn(withoutOffered(text));
    },
  };
}

function isNamed({ in: where, name }: Credential, given: string): boolean {
  return where === 'header' ? name.toLowerCase() === given.toLowerCase() : name === given;
}

function placeholderOf({ source }: Credential): string {
  return source.kind === 'signature' ? '<signature>' : `<${source.key}-key>`;
}
