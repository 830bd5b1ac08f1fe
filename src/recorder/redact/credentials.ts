import type { Header } from '../../exchange.ts';
import type { Security } from '../../openapi/security.ts';
import type { Keys } from '../../signature/keys.ts';
import { disguisedSecretRedactor, encodedSecrets, keySecrets, secretRedactor } from '../../signature/secrets.ts';
import type { Hide } from './treatment.ts';

type Place = 'header' | 'query';

/** Holds what keeps the credentials of requests out of a recording. */
export type Credentials = ReturnType<typeof credentialsOf>;

export function credentialsOf(security: Security, keys: Keys) {
  const known = security.flat();
  const withoutOwn = disguisedSecretRedactor(keySecrets(keys));
  /** Gives what is written instead of a credential; undefined for what is none. */
  const placeholder = (where: Place, name: string): string | undefined => {
    const spelt = (each: string): string => (where === 'header' ? each.toLowerCase() : each);
    const source = known.find((each) => each.in === where && spelt(each.name) === spelt(name))?.source;
    return source && (source.kind === 'signature' ? '<signature>' : `<${source.key}-key>`);
  };
  const offered = (where: Place, all: readonly Header[]) =>
    all.flatMap(([name, value]) => {
      const shown = placeholder(where, name);
      return shown ? encodedSecrets({ text: value.trim(), shown }) : [];
    });
  return {
    placeholder,
    /** Takes the keys, and whatever stood in their places in this request, out of a text. */
    hiding(headers: readonly Header[], query: readonly Header[]): Hide {
      // What is offered may be no key of ours, and yet be somebody's.
      const withoutOffered = secretRedactor([...offered('header', headers), ...offered('query', query)]);
      return (text) => withoutOwn(withoutOffered(text));
    },
  };
}
