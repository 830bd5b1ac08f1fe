import type { ExchangeRequest, Header } from '../exchange.ts';

export interface CurlRequest extends Pick<ExchangeRequest, 'method' | 'headers'> {
  url: string;
  /** Headers whose values the shell fills in, such as `$HOOKPROOF_PUBLIC_KEY`, so that no key is ever written out. */
  filled: readonly Header[];
  body: string | null;
}

/** Writes a command line that sends one request. */
export function curlCommand({ method, url, headers, filled, body }: CurlRequest): string {
  const declared = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return [
    'curl -i',
    // With -X, curl would wait for the body that an answer to HEAD never has.
    method === 'HEAD' ? '--head' : `-X ${method}`,
    // curl would take brackets and braces for patterns.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    quoted(url),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // curl leaves a header out whose value is empty, unless a semicolon ends its name.
    ...filled.map(([name, value]) => (value === '' ? `-H ${quoted(`${name};`)}` : `-H "${name}: ${value}"`)),
    // curl declares a body to be a form, unless it is told not to.
    ...(body !== null && !declared ? ["-H 'content-type:'"] : []),
    // Not --data-binary, which would read a file for a body that begins with an at sign.
    ...(body === null ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' ');
}

/** Writes a text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
