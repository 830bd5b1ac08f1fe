import type { Contract } from '../../../contract/load.ts';
import type { ExchangeRequest, ExchangeResponse } from '../../../exchange.ts';
import { isJsonMediaType } from '../../../openapi/media-types.ts';
import type { Keys } from '../../../signature/keys.ts';
import { signingKeys } from '../../../signature/secret-keys.ts';
import type { Secret } from '../../../signature/secrets.ts';
import { deliveryUrl, signedBytes } from '../../../signature/signer.ts';
import { signatureReader } from '../../../signature/verifier.ts';
import type { Delivery } from '../deliver.ts';

/** Says by what answers are judged, and to where the requests went. */
export interface JudgeContext {
  contract: Contract;
  keys: Keys;
  /** Lists what the keys are known by, which no answer may show. */
  secrets: readonly Secret[];
  url: URL;
}

/** Tells what an answer does that it must not, in words; undefined for nothing. */
type AnswerCheck = (response: ExchangeResponse, sent: Buffer | null) => string | undefined;

/** Finds what no answer at all may show: where the receiver failed, a key, or the signature that it expected. */
export function leakOf(
  response: ExchangeResponse,
  request: ExchangeRequest,
  { contract, keys, secrets, url }: JudgeContext,
): string | undefined {
  const head = `${response.reason ?? ''}\n${Object.values(response.headers).join('\n')}`;
  const text = `${head}\n${response.body.toString('utf8')}`;
  // A public key is no secret, but nobody needs to be told it.
  const signature = sentSignature(request, contract);
  const shows = ({ text: secret }: Secret): boolean =>
    secret.length > 0 && text.includes(secret) && !signature.includes(secret);
  if (secrets.some(shows)) return 'the answer shows a key';
  if (stackTraces.some((trace) => trace.test(text))) return 'the answer shows a stack trace';
  // Most answers are short, and a signature takes time.
  if (!/[\w+/=-]{27}/.test(text)) return undefined;
  const lower = text.toLowerCase();
  return expectedSignatures(request, contract, keys, url).some((each) => lower.includes(each.toLowerCase()))
    ? 'the answer shows the expected signature'
    : undefined;
}

/** Gives what a request sent in place of signatures: a key among it comes back to somebody who has it, and never belongs there. */
function sentSignature({ headers }: ExchangeRequest, { security }: Contract): string {
  const schemes = security.flat().filter(({ source }) => source.kind === 'signature');
  if (schemes.length === 0) return '';
  const names = new Set(schemes.map(({ name }) => name.toLowerCase()));
  return headers.flatMap(([name, value]) => (names.has(name.toLowerCase()) ? [value] : [])).join('\n');
}

/** Writes in each encoding what a receiver expects of a request, but for what that carries itself: who sent it may have it back. */
function expectedSignatures(request: ExchangeRequest, { security }: Contract, keys: Keys, url: URL): string[] {
  const { body, target, headers } = request;
  const named = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const sent = Object.values(named).join('\n').toLowerCase();
  const message = { body: body ?? Buffer.alloc(0), url: deliveryUrl(url.origin, target) };
  const signatures = (security[0] ?? []).flatMap(({ source }) => {
    if (source.kind !== 'signature') return [];
    const data = signedBytes(source.scheme, { ...message, ...signatureReader(source.scheme)(named) });
    return signingKeys(source.scheme, keys).map((key) => key.sign(data));
  });
  return signatures
    .flatMap((bytes) => [
      bytes.toString('hex'),
      bytes.toString('base64url'),
      bytes.toString('base64').replace(/=+$/, ''),
    ])
    .filter((each) => !sent.includes(each.toLowerCase()));
}

/** Finds the first of the named demands that an answer does not meet. */
export function namedFault(
  names: readonly string[],
  response: ExchangeResponse,
  sent: Buffer | null,
): string | undefined {
  return names.map((name) => answerChecks[name]?.(response, sent)).find((fault) => fault !== undefined);
}

/** Holds the demands on answers that case files may name. */
const answerChecks: Record<string, AnswerCheck> = {
  'valid-json': ({ body, headers }) => {
    if (!isJsonMediaType(headers['content-type'] ?? '') || body.length === 0) return undefined;
    try {
      JSON.parse(body.toString('utf8'));
      return undefined;
    } catch {
      return `the answer is declared as ${headers['content-type']} but is not JSON`;
    }
  },
  'no-reflection': ({ body, headers }, sent) => {
    const tags = sent?.toString('utf8').match(/<[a-z][^>]*>/gi) ?? [];
    const text = body.toString('utf8');
    const type = headers['content-type'] ?? '';
    const html = !isJsonMediaType(type) && !type.includes('text/plain');
    return html && tags.some((tag) => text.includes(tag)) ? 'the answer shows the event as HTML' : undefined;
  },
};

/** Says in words what is seen of all answers together, and whether it is as it should be. */
type AggregateCheck = (
  deliveries: readonly Delivery[],
  limits: { budgetMs: number },
) => { holds: boolean; expected: string; actual: string };

/** Holds the demands on all answers together that case files may name. */
export const aggregateChecks: Record<string, AggregateCheck> = {
  'within-budget': (deliveries, { budgetMs }) => {
    const durations = deliveries.map(({ outcome }) => outcome.durationMs).toSorted((a, b) => a - b);
    // The value that 95 of 100 do not exceed (nearest rank).
    const slowest = durations[Math.max(Math.ceil(durations.length * 0.95) - 1, 0)] ?? 0;
    return {
      holds: slowest <= budgetMs,
      expected: `95 of 100 answers within ${budgetMs} ms`,
      actual: `95 of 100 within ${Math.ceil(slowest)} ms`,
    };
  },
  'equal-answers': (deliveries) => {
    const answers = new Set(deliveries.map(answerText));
    const actual = answers.size === 1 ? 'all answers are equal' : `${answers.size} different answers`;
    return { holds: answers.size === 1, expected: 'equal answers', actual };
  },
};

function answerText({ outcome }: Delivery): string {
  return outcome.kind === 'answer' ? `${outcome.response.status} ${outcome.response.body}` : outcome.kind;
}

/** Lists how the languages that receivers are written in print where they failed. */
const stackTraces = [
  /^\s+at .+[:(]\S+:\d+:\d+\)?$/m,
  /\\n\s+at .+?:\d+:\d+/,
  // The same within HTML, JSON or a header: what follows `at` ends in a file, a line and a column.
  /\bat .{0,300}?(?:\.[cm]?[jt]sx?|node:[\w/]+):\d+:\d+/,
  /Traceback \(most recent call last\)/,
  /\bat [\w.$/]+\([\w$]+\.(java|kt|scala|groovy):\d+\)/,
  /goroutine \d+ \[running\]/,
  /#\d+ \S+\.php\(\d+\)/,
  /\.php<?\S* on line \S*\d+/,
  /\.rb:\d+:in [`']/,
  /^\s+at .+ in .+:line \d+/m,
  /File \\?"[^"]+\.py\\?", line \d+/,
  /panicked at \S+\.rs:\d+:\d+/,
  /\.exs?:\d+: [\w.]+\/\d/,
];
