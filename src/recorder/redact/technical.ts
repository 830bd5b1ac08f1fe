const codings = '(?:gzip|deflate|br|zstd|identity|chunked|\\*)(?:;q=[01](?:\\.\\d{1,3})?)?';
const moment = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const media = '(?:\\*/\\*|application/(?:problem\\+)?json|text/(?:plain|html|xml)|application/xml)';

/** Headers that tell of the connection and not of a person, and how the values look that are kept of them. */
const values: Record<string, RegExp> = {
  accept: list(`${media}(?:;q=[01](?:\\.\\d{1,3})?)?`),
  'accept-encoding': list(codings),
  'cache-control': list('(?:no-store|no-cache|private|public|must-revalidate|max-age=\\d{1,8})'),
  connection: list('(?:keep-alive|close|upgrade)'),
  'content-encoding': list(codings),
  'content-length': /^\d{1,9}$/,
  'content-type': new RegExp(`^${media}(?: ?; ?charset="?(?:utf-?8|us-ascii|iso-8859-1)"?)?$`, 'i'),
  date: moment,
  expect: /^100-continue$/i,
  'keep-alive': list('(?:timeout|max)=\\d{1,4}'),
  'retry-after': /^\d{1,6}$/,
  'transfer-encoding': list(codings),
};

function list(each: string): RegExp {
  return new RegExp(`^${each}(?: ?, ?${each}){0,20}$`, 'i');
}

/** Whether a header may be kept as it is. `name` is in lower case. */
export function isTechnical(name: string, value: string): boolean {
  return Object.hasOwn(values, name) && values[name]?.test(value) === true;
}
