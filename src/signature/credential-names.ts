/** Lists headers that carry credentials by the standards of HTTP. */
const standard = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];

/** Lists the words of a name that say that a key or a signature stands there. */
const telling =
  /(?:^|-)(?:signature|sig|hmac(?:-?sha-?\d+)?|token|secret|password|passwd|credentials?|api-?key|access-?key|auth)(?:-|$)/;
/** Lists the last words of names that stand beside a signature, and are none. */
const beside = /-(?:timestamp|time|version|algorithm|alg|method|type|input|id|url|expires?)$/;

/** Bounds how many names are known again: senders choose them. */
const mostRemembered = 1_000;
const known = new Map<string, boolean>();

/**
 * Tells whether what a header or a query parameter of this name carries is a key or a signature, whatever a contract says of it:
 * a provider may send more of them than the one that a contract asks for, and each is good for as much.
 */
export function isCredentialName(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_.]/g, '-');
  const isOne = standard.includes(name.toLowerCase()) || (telling.test(words) && !beside.test(words));
  if (known.size < mostRemembered) known.set(name, isOne);
  return isOne;
}
