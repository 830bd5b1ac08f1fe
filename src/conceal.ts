const left = '…';

/**
 * Hides in a text what may be a secret, whoever wrote it: names and passwords in addresses, the values of their queries, and keys
 * that senders mark as such. File names, places and the rest stay.
 */
export function conceal(text: string): string {
  // Most texts hold no address.
  const addressed = /[@?]/.test(text) ? withoutQueries(text.replace(userInfo, left)) : text;
  return addressed.replace(markedKey, left);
}

/** Matches a name and a password before a host, with a scheme or without; a port is none. */
const userInfo =
  /(?<=:\/\/)[^\s/?#"'`<>]*(?=@)|(?<=:\/\/)[^\s@/:?#"'`<>]+:(?!\d+[/?#])[^\s@"'`<>]+(?=@)|(?<![\w/.:@-])[\w.%+-]+:[^\s@/"'`<>]+(?=@[\w.[])/g;

/** Matches a query, but not the line that is named behind an address: `http://host/api.yaml?key=x:12: …`. */
const query = /(?<=[^\s?])\?(?=\S)[^\s"'`<>]*?(?=(?::\d+)?[:,;.)]*(?:[\s"'`<>]|$))/g;

function withoutQueries(text: string): string {
  return text.replace(query, (found, at: number) => {
    const before =
      text
        .slice(0, at)
        .split(/[\s"'`<>]/)
        .at(-1) ?? '';
    const pairs = found.slice(1).split('&');
    if (pairs.some((pair) => pair.includes('='))) return `?${pairs.map(withoutValue).join('&')}`;
    return before.includes('://') ? `?${left}` : found;
  });
}

function withoutValue(pair: string): string {
  const at = pair.indexOf('=');
  // Nothing stands there, or `<key>` in its place.
  if (at === pair.length - 1 && at > 0) return pair;
  return at < 0 ? left : `${pair.slice(0, at)}=${left}`;
}

/** Matches a key by the prefix that its sender gives it. */
const markedKey = /\b(?:[sp]k|whsec|whsk)_[\w+/=-]{8,}/g;
