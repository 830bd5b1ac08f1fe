import type { Credential } from '../contract/security.ts';
import { roleOf } from '../delivery/delivery.ts';
import type { ExchangeRequest } from '../exchange.ts';
import type { Case } from './case.ts';
import type { Target } from './target.ts';

const variables = { public: 'HOOKPROOF_PUBLIC_KEY', private: 'HOOKPROOF_PRIVATE_KEY' } as const;
/** A longer body does not belong on a command line. */
const maxInline = 3_000;

/**
 * A command that sends the same request again. Keys are taken from the environment and never written out. What curl
 * cannot send as it was (framing, signatures, bytes that are no text) is sent again by hookproof itself.
 */
export function reproduction(
  each: Case,
  request: ExchangeRequest,
  target: Pick<Target, 'url' | 'again'>,
  credentials: readonly Credential[],
): string {
  if (target.again) return target.again(each.id);
  const { url } = target;
  const body = request.body?.toString('utf8') ?? '';
  const text = request.body === null || Buffer.from(body).equals(request.body);
  const plain =
    text &&
    body.length <= maxInline &&
    !body.includes('\0') &&
    !each.send.framing &&
    credentials.every(({ source }) => source.kind === 'key');
  const odd = Object.values(each.send.spoilt).some(
    (spoilt) => spoilt?.place === 'query' || (spoilt?.values('x', { public: 'x', private: 'x' }).length ?? 0) > 1,
  );
  if (!plain || odd) return `hookproof verify --url ${quoted(url.href)} --case ${each.id}`;
  const names = new Set(credentials.map(({ name }) => name.toLowerCase()));
  const headers = request.headers
    .filter(([name]) => !names.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    'curl -i',
    `-X ${request.method}`,
    quoted(new URL(request.target, url).href),
    ...headers,
    ...credentials.flatMap((credential) => credentialFlags(credential, each)),
    ...(request.body === null ? [] : [`--data-binary ${quoted(body)}`]),
  ].join(' ');
}

function credentialFlags(credential: Credential, each: Case): string[] {
  const role = roleOf(credential);
  if (role === 'signature') return [];
  const [own, other] =
    role === 'public' ? [variables.public, variables.private] : [variables.private, variables.public];
  const missing = each.send.spoilt[role]?.values('x', { public: 'x', private: 'x' }).length === 0;
  if (missing) return [];
  const value = each.send.shell[role]?.(own, other) ?? `$${own}`;
  // curl leaves a header out whose value is empty, unless a semicolon ends its name.
  return value === '' ? [`-H '${credential.name};'`] : [`-H "${credential.name}: ${value}"`];
}

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
