const codings = '(?:gzip|deflate|br|zstd|identity|chunked|\\*)(?:;q=[01](?:\\.\\d{1,3})?)?';
const media = '(?:\\*/\\*|application/(?:problem\\+)?json|text/(?:plain|html|xml)|application/xml)';

/** Lists the headers that tell of the connection and not of a person, and what values are kept of them. */
const technicalHeaders: Record<string, RegExp> = {
  accept: headerList(`${media}(?:;q=[01](?:\\.\\d{1,3})?)?`),
  'accept-encoding': headerList(codings),
  'cache-control': headerList('(?:no-store|no-cache|private|public|must-revalidate|max-age=\\d{1,8})'),
  connection: headerList('(?:keep-alive|close|upgrade)'),
  'content-encoding': headerList(codings),
  'content-length': /^\d{1,9}$/,
  'content-type': new RegExp(`^${media}(?: ?; ?charset="?(?:utf-?8|us-ascii|iso-8859-1)"?)?$`, 'i'),
  date: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  expect: /^100-continue$/i,
  'keep-alive': headerList('(?:timeout|max)=\\d{1,4}'),
  'retry-after': /^\d{1,6}$/,
  'transfer-encoding': headerList(codings),
};

function headerList(each: string): RegExp {
  return new RegExp(`^${each}(?: ?, ?${each}){0,20}$`, 'i');
}

/** Tells whether a header may be kept as it is. `name` is in lower case. */
export function isTechnicalHeader(name: string, value: string): boolean {
  return Object.hasOwn(technicalHeaders, name) && technicalHeaders[name]?.test(value) === true;
}

/** Tells whether a programmer may have chosen a name: words in small letters or capitals within, few digits. */
export function isProgrammersName(name: string): boolean {
  return name === '' || (name.length <= 40 && /^[$_]{0,2}[a-z][A-Za-z0-9_-]*$/.test(name) && !/\d{4}/.test(name));
}
