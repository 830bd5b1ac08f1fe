import type { ExchangeRequest, Header } from '../exchange.ts';
import { cookiesAmong, cookieText } from '../http-client/cookies.ts';
import type { KeySource } from '../openapi/security.ts';
import type { KeyRole } from '../openapi/signature-scheme.ts';
import { credentialText } from '../signature/credentials.ts';
import { type Keys, keyVariables, secretVariable } from '../signature/keys.ts';
import { secretsOf } from '../signature/secret-keys.ts';
import { type Carried, withQuery } from './carried.ts';

interface CurlRequest extends Pick<ExchangeRequest, 'method' | 'headers'> {
  url: string;
  /** Lists the values that the shell fills in, such as `$HOOKPROOF_PUBLIC_KEY`, so that no key is ever written out. */
  filled: readonly Carried[];
  body: string | null;
}

/** Writes a command line that sends one request. */
export function curlCommand({ method, url, headers, filled, body }: CurlRequest): string {
  const declared = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const cookies = filled.filter((each) => each.in === 'cookie');
  const plain = cookies.length === 0 ? headers : headers.filter(([name]) => name.toLowerCase() !== 'cookie');
  return [
    'curl -i',
    // With -X, curl would wait for the body that an answer to HEAD never has.
    method === 'HEAD' ? '--head' : `-X ${method}`,
    // curl would take brackets and braces for patterns.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    filledUrl(url, filled),
    ...plain.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...filled.filter((each) => each.in === 'header').map(({ name, value }) => filledHeader(name, value)),
    ...(cookies.length === 0 ? [] : [filledHeader('cookie', filledCookies(headers, cookies))]),
    // curl declares a body to be a form, unless it is told not to.
    ...(body !== null && !declared ? ["-H 'content-type:'"] : []),
    // Not --data-binary, which would read a file for a body that begins with an at sign.
    ...(body === null ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' ');
}

/** curl leaves a header out whose value is empty, unless a semicolon ends its name. */
function filledHeader(name: string, value: string): string {
  return value === '' ? `-H ${quoted(`${name};`)}` : `-H "${name}: ${value}"`;
}

function filledCookies(headers: readonly Header[], cookies: readonly Carried[]): string {
  const sent = cookieText(cookiesAmong(headers)).replace(/["$`\\]/g, '\\$&');
  return [...(sent ? [sent] : []), ...cookies.map(({ name, value }) => `${name}=${value}`)].join('; ');
}

function filledUrl(url: string, filled: readonly Carried[]): string {
  const inQuery = filled.filter((each) => each.in === 'query');
  const [first, ...others] = inQuery.map(({ name, value }) => [`${encodeURIComponent(name)}=`, value] as const);
  if (!first) return quoted(url);
  const more = others.map(([name, value]) => `${quoted(`&${name}`)}"${value}"`).join('');
  return `${quoted(withQuery(url, first[0]))}"${first[1]}"${more}`;
}

/**
 * Writes a command for the shell that these keys came from: where one variable holds a lone secret it takes that one, and where a
 * variable holds two keys, the current one and the one before it, the current one.
 */
export function withCurrentKeys(command: string, keys: Keys, env = process.env): string {
  const isLone = !env[keyVariables.private] && Boolean(env[secretVariable]) && keys.private === env[secretVariable];
  const variables = { ...keyVariables, ...(isLone ? { private: secretVariable } : {}) };
  // Between single quotes a shell looks for no variable: what stands there is the event's.
  const told = command.replaceAll(/\\'|'[^']*'|\$HOOKPROOF_PRIVATE_KEY/g, (part) =>
    part === `$${keyVariables.private}` ? `$${variables.private}` : part,
  );
  const several = (['public', 'private'] as const).filter((role) => secretsOf(keys[role]).length > 1);
  const names = several.map((role) => variables[role]).filter((name) => told.includes(name));
  if (names.length === 0) return told;
  return `(${names.map((name) => `${name}=\${${name}%%,*}`).join(' ')}; ${told})`;
}

/** Writes what a credential of keys carries as a shell makes it; `shellText` writes a key, or nothing for one that is left out. */
export function shellCredential(
  { in: place, name, source }: Omit<Carried, 'value'> & { source: KeySource },
  shellText: (role: KeyRole) => string | undefined = (role) => `$${keyVariables[role]}`,
): Carried[] {
  const keys = source.roles.flatMap((role) => shellText(role) ?? []);
  const base64 = (text: string): string => `$(printf %s "${text}" | base64 | tr -d '\\n')`;
  return keys.length === 0 ? [] : [{ in: place, name, value: credentialText(source, keys, base64) }];
}

/** Writes a text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
