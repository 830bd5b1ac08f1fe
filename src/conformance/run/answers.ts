import type { Contract } from '../../contract/load.ts';
import type { ExchangeResponse } from '../../exchange.ts';
import type { Keys } from '../../signature/keys.ts';
import { secretKey, sign } from '../../signature/sign.ts';

/** What an answer must not do; gives the fault in words, or undefined. */
type AnswerCheck = (response: ExchangeResponse, sent: Buffer | null) => string | undefined;

/** What no answer at all may show: where the receiver failed, a key, or the signature that it expected. */
export function leakOf(
  response: ExchangeResponse,
  sent: Buffer | null,
  { security }: Pick<Contract, 'security'>,
  keys: Keys,
): string | undefined {
  const text = `${JSON.stringify(response.headers)}\n${response.body.toString('utf8')}`;
  // A public key is no secret, but nobody needs to be told it.
  if ([keys.private, keys.public].some((key) => key.length > 0 && text.includes(key))) return 'the answer shows a key';
  if (stackTraces.some((trace) => trace.test(response.body.toString('utf8')))) return 'the answer shows a stack trace';
  // Most answers are empty, and a signature takes time.
  if (response.body.length < 20) return undefined;
  const signatures = (security[0] ?? []).flatMap(({ source }) =>
    source.kind === 'signature' ? [sign(sent ?? Buffer.alloc(0), secretKey(keys[source.key]), source)] : [],
  );
  return signatures.some((each) => text.includes(each)) ? 'the answer shows the expected signature' : undefined;
}

/** The first of the named demands that an answer does not meet. */
export function namedFault(
  names: readonly string[],
  response: ExchangeResponse,
  sent: Buffer | null,
): string | undefined {
  return names.map((name) => answerChecks[name]?.(response, sent)).find((fault) => fault !== undefined);
}

/** The demands on answers that case files may name. */
const answerChecks: Record<string, AnswerCheck> = {
  'valid-json': ({ body, headers }) => {
    if (!/[/+]json\b/.test(headers['content-type'] ?? '') || body.length === 0) return undefined;
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
    const html = !/[/+]json\b|text\/plain/.test(headers['content-type'] ?? '');
    return html && tags.some((tag) => text.includes(tag)) ? 'the answer shows the event as HTML' : undefined;
  },
};

/** How the languages that receivers are written in print where they failed. */
const stackTraces = [
  /^\s+at .+[:(]\S+:\d+:\d+\)?$/m,
  /\\n\s+at .+?:\d+:\d+/,
  /Traceback \(most recent call last\)/,
  /^\s+at [\w.$]+\([\w.]+\.(java|kt|scala):\d+\)/m,
  /goroutine \d+ \[running\]/,
  /#\d+ \S+\.php\(\d+\)/,
  /\.rb:\d+:in [`']/,
  /^\s+at .+ in .+:line \d+/m,
  /File "[^"]+\.py", line \d+/,
];
