import type { Contract } from '../../../contract/load.ts';
import { type Carried, valuesAt, without } from '../../../delivery/carried.ts';
import { curlCommand, quoted, shellCredential, withCurrentKeys } from '../../../delivery/curl.ts';
import type { ExchangeRequest } from '../../../exchange.ts';
import type { Credential } from '../../../openapi/security.ts';
import { type Keys, keyVariables } from '../../../signature/keys.ts';
import { type Case, type Send, sentCredentials } from '../../cases/case.ts';
import type { Target } from '../../targets/target.ts';
import { withoutContacts } from './redact.ts';

/** A longer body does not belong on a command line, and reports cut it off. */
const maxInline = 1_500;

/** Writes a command that sends the same again, without keys: hookproof where curl cannot send it as it was. */
export function reproduction(
  each: Case,
  request: ExchangeRequest | undefined,
  target: Pick<Target, 'kind' | 'url' | 'again'>,
  { contract, keys }: { contract: Contract; keys: Keys },
): string {
  const whole = target.again?.(each.id) ?? `hookproof verify --url ${quoted(target.url.href)} --case ${each.id}`;
  const again = each.needs === undefined ? whole : `${whole} ${each.needs}`;
  // Where the run started the receiver itself, no URL outlives it.
  if (target.again && target.kind !== 'url') return again;
  const [step, another] = each.steps;
  const single = step && !another && step.times === 1 && !each.effects && each.group !== 'fuzz' && !step.send.challenge;
  const credentials = step ? sentCredentials(contract, step.send) : [];
  // What a header of the user's holds may be a secret.
  if (contract.headers.length > 0 || !request || !single || !isPlain(request, step.send, credentials)) return again;
  const bare = without(request, credentials);
  const command = curlCommand({
    method: bare.method,
    // Joined as they are: at the root of a host, a path may begin with two slashes, which a URL would take for a host.
    url: target.url.origin + bare.target,
    headers: bare.headers,
    filled: credentials.flatMap((credential) => filledIn(credential, step.send, request)),
    body: request.body?.toString('utf8') ?? null,
  });
  return withCurrentKeys(command, keys);
}

/** Tells whether a curl line can send it, and can be copied from a terminal. */
function isPlain({ method, body, target }: ExchangeRequest, send: Send, credentials: readonly Credential[]): boolean {
  // What is told at once goes first: to read a body of many megabytes takes longer than all the rest.
  if (body !== null && (body.length > maxInline || method === 'HEAD')) return false;
  // What the user gave is about people.
  if (send.framing || send.shown || credentials.some(({ source }) => source.kind !== 'key')) return false;
  const isOdd = Object.values(send.spoilt).some(
    (spoilt) => spoilt?.place === 'query' || (spoilt?.values('x', { public: 'x', private: 'x' }).length ?? 0) > 1,
  );
  if (isOdd) return false;
  const text = body?.toString('utf8') ?? '';
  const isText = body === null || Buffer.from(text).equals(body);
  return isText && !unseen.test(text + target + send.headers.flat().join('')) && withoutContacts(text) === text;
}

/** Controls, line feeds, what has no width and what changes the direction: a report shows them otherwise than they are. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u;

function filledIn(credential: Credential, { spoilt }: Send, request: ExchangeRequest): Carried[] {
  const { in: place, name, source } = credential;
  // A credential that is missing was not sent at all.
  if (source.kind !== 'key' || valuesAt(request, [credential]).length === 0) return [];
  const around = source.roles.map((role) => spoilt[role]?.around).find(Boolean);
  const spelt = request.headers.find(([sent]) => sent.toLowerCase() === name.toLowerCase())?.[0] ?? name;
  const written = shellCredential({ in: place, name: place === 'header' ? spelt : name, source }, (role) => {
    const own = keyVariables[role];
    const fault = spoilt[role];
    if (!fault) return `$${own}`;
    if (fault.values('x', { public: 'x', private: 'x' }).length === 0) return undefined;
    return fault.shell?.(own, keyVariables[role === 'public' ? 'private' : 'public']) ?? '';
  });
  return around ? written.map((each) => ({ ...each, value: around(each.value).replace('\t', ' ') })) : written;
}
