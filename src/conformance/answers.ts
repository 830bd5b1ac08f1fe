import type { ExchangeResponse } from '../exchange.ts';
import type { Keys } from '../signature/keys.ts';

/** What an answer must not do; gives the fault in words, or undefined. */
type AnswerCheck = (response: ExchangeResponse, sent: Buffer | null, keys: Keys) => string | undefined;

/** The demands on answers that case files may name. */
export const answerChecks: Record<string, AnswerCheck> = {
  'no-stack-trace': ({ body }) =>
    stackTraces.some((trace) => trace.test(body.toString('utf8'))) ? 'the answer shows a stack trace' : undefined,
  'no-secret': ({ body, headers }, _, keys) => {
    const text = `${JSON.stringify(headers)}\n${body.toString('utf8')}`;
    // A public key is no secret, but nobody needs to be told it.
    return [keys.private, keys.public].some((key) => key.length > 0 && text.includes(key))
      ? 'the answer shows a key'
      : undefined;
  },
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
