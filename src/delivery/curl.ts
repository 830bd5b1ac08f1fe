import type { Header } from '../exchange.ts';

/** The environment variables that hold the two keys. */
export const keyVariables = { public: 'HOOKPROOF_PUBLIC_KEY', private: 'HOOKPROOF_PRIVATE_KEY' } as const;

export interface CurlRequest {
  method: string;
  url: string;
  headers: readonly Header[];
  /** Headers whose values the shell fills in, such as `$HOOKPROOF_PUBLIC_KEY`, so that no key is ever written out. */
  filled: readonly Header[];
  body: string | null;
}

/** A command line that sends one request. */
export function curlCommand({ method, url, headers, filled, body }: CurlRequest): string {
  return [
    'curl -i',
    `-X ${method}`,
    quoted(url),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // curl leaves a header out whose value is empty, unless a semicolon ends its name.
    ...filled.map(([name, value]) => (value === '' ? `-H ${quoted(`${name};`)}` : `-H "${name}: ${value}"`)),
    ...(body === null ? [] : [`--data-binary ${quoted(body)}`]),
  ].join(' ');
}

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
