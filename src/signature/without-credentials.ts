import type { Header } from '../exchange.ts';
import type { Security } from '../openapi/security.ts';
import { isCredentialName } from './credential-names.ts';
import type { Keys } from './keys.ts';
import { encodedSecrets, keySecrets } from './secrets.ts';

/** Holds what of a request carries credentials. */
interface RequestHead {
  target: string;
  headers: readonly Header[];
}

/** Stands for what is not shown. */
const hidden = '…';
/**
 * Makes what takes keys and signatures out of a request's head, quickly enough for each delivery: what stands where a contract
 * asks for credentials, right or wrong, or under a name that says so, and the keys themselves wherever they stand.
 */
export function credentialsHider(security: Security, keys: Keys): (head: RequestHead) => RequestHead {
  const named = security.flat();
  const headerNames = new Set(named.map(({ name }) => name.toLowerCase()));
  const queryNames = new Set(named.map(({ name }) => name));
  const secrets = keySecrets(keys).filter(({ text }) => text.length > 3);
  const spelt = [...new Set(secrets.flatMap(encodedSecrets).map(({ text }) => text))].filter(
    ({ length }) => length > 3,
  );
  const holdsKey = (text: string): boolean => spelt.some((each) => text.includes(each));
  const withoutKeys = (text: string): string => spelt.reduce((result, each) => result.replaceAll(each, hidden), text);
  return (head) => {
    const target = withoutQueryValues(head.target, queryNames);
    const shown: Header[] = [];
    // All is looked through at once: in most requests no key stands anywhere but in its own place.
    let rest = target;
    for (const pair of head.headers) {
      const isNamed = headerNames.has(pair[0].toLowerCase()) || isCredentialName(pair[0]);
      if (!isNamed) rest += `\n${pair[1]}`;
      shown.push(isNamed ? [pair[0], hidden] : pair);
    }
    if (!holdsKey(rest)) return { target, headers: shown };
    return {
      target: withoutKeys(target),
      headers: shown.map(([name, value]): Header => [name, withoutKeys(value)]),
    };
  };
}

/** Hides the values of some query parameters; names are compared as they are decoded. */
function withoutQueryValues(target: string, names: ReadonlySet<string>): string {
  const mark = target.indexOf('?');
  if (mark < 0) return target;
  const pairs = target
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return new URLSearchParams(pair).keys().some((each) => names.has(each) || isCredentialName(each))
        ? `${name}=${hidden}`
        : pair;
    });
  return `${target.slice(0, mark)}?${pairs.join('&')}`;
}
