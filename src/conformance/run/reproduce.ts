import type { Credential } from '../../contract/security.ts';
import { curlCommand, keyVariables, quoted } from '../../delivery/curl.ts';
import type { ExchangeRequest, Header } from '../../exchange.ts';
import type { Case, Send } from '../case.ts';
import type { Target } from '../targets/target.ts';

/** A longer body does not belong on a command line. */
const maxInline = 3_000;

/**
 * A command that sends the same request again. Keys are taken from the environment and never written out. What curl
 * cannot send as it was (framing, signatures, bytes that are no text) is sent again by hookproof itself.
 */
export function reproduction(
  each: Case,
  request: ExchangeRequest | undefined,
  target: Pick<Target, 'url' | 'again'>,
  credentials: readonly Credential[],
): string {
  if (target.again) return target.again(each.id);
  const { url } = target;
  const [step, another] = each.steps;
  const single = step && !another && step.times === 1 && !each.effects && each.group !== 'fuzz';
  if (!request || !single) return `hookproof verify --url ${quoted(url.href)} --case ${each.id}`;
  const { send } = step;
  const body = request.body?.toString('utf8') ?? '';
  const text = request.body === null || Buffer.from(body).equals(request.body);
  const plain =
    text &&
    body.length <= maxInline &&
    !body.includes('\0') &&
    !send.framing &&
    credentials.every(({ source, in: place }) => source.kind === 'key' && place === 'header');
  const odd = Object.values(send.spoilt).some(
    (spoilt) => spoilt?.place === 'query' || (spoilt?.values('x', { public: 'x', private: 'x' }).length ?? 0) > 1,
  );
  if (!plain || odd) return `hookproof verify --url ${quoted(url.href)} --case ${each.id}`;
  const names = new Set(credentials.map(({ name }) => name.toLowerCase()));
  return curlCommand({
    method: request.method,
    url: new URL(request.target, url).href,
    headers: request.headers.filter(([name]) => !names.has(name.toLowerCase())),
    filled: credentials.flatMap((credential) => filledHeaders(credential, send)),
    body: request.body && body,
  });
}

function filledHeaders({ name, source }: Credential, send: Send): Header[] {
  const missing = send.spoilt[source.key]?.values('x', { public: 'x', private: 'x' }).length === 0;
  if (source.kind !== 'key' || missing) return [];
  const own = keyVariables[source.key];
  const other = keyVariables[source.key === 'public' ? 'private' : 'public'];
  return [[name, send.shell[source.key]?.(own, other) ?? `$${own}`]];
}
