import type { ExchangeResponse } from '../../exchange.ts';
import type { ExpectedHeader, HandshakeAnswer, HandshakeScheme } from '../../openapi/handshake-scheme.ts';
import { mediaTypeEssence } from '../../openapi/media-types.ts';
import { parseJson } from '../../schema/json.ts';
import { filled, fits, type Values } from './template.ts';

/** Names what of an answer is looked at: what proves the receiver, its media type, or what it had better hold, too. */
export type AnswerPart = 'proof' | 'media-type' | 'recommended' | 'optional';

/** Says what is wrong with an answer, and what a right one is. */
export interface AnswerFault {
  why: string;
  expected: string;
}

/** Finds what is wrong with the answer to a handshake; undefined for nothing. A proof by any of the keys is right. */
export function answerFault(
  scheme: HandshakeScheme,
  response: ExchangeResponse,
  values: readonly Values[],
  part: AnswerPart = 'proof',
): AnswerFault | undefined {
  const forms = formsOf(scheme, part);
  const isRight = forms.some((form) => values.some((each) => hasForm(response, form, { ...each })));
  if (isRight) return undefined;
  return { why: `it answered ${answerSummary(response)}`, expected: forms.map(formText).join(', or ') };
}

function formsOf({ answers, recommended = {}, optional }: HandshakeScheme, part: AnswerPart): HandshakeAnswer[] {
  if (part === 'recommended') return [recommended];
  if (part === 'optional') return [optional?.answer ?? {}];
  return part === 'media-type' ? answers : answers.map(({ type: _, ...form }) => form);
}

function hasForm({ status, headers, body }: ExchangeResponse, form: HandshakeAnswer, values: Values): boolean {
  const text = body.toString('utf8');
  return (
    (form.status === undefined || form.status === status) &&
    (form.type === undefined || form.type === mediaTypeEssence(headers['content-type'] ?? '')) &&
    Object.entries(form.headers ?? {}).every(([name, each]) =>
      hasHeader(headers[name.toLowerCase()] ?? '', each, values),
    ) &&
    (form.body === undefined || text === filled(form.body, values)) &&
    (form.json === undefined || fits(form.json, parseJson(text), values)) &&
    (form.form === undefined || fits(form.form, Object.fromEntries(new URLSearchParams(text)), values))
  );
}

function hasHeader(given: string, expected: ExpectedHeader, values: Values): boolean {
  const caseless = (text: string): string => text.trim().toLowerCase();
  if ('has' in expected) return given.split(',').map(caseless).includes(caseless(expected.has));
  return [expected.is, ...(expected.or ?? [])].some((each) => fits(each, given.trim(), values));
}

function formText({ status, type, headers = {}, body, json, form }: HandshakeAnswer): string {
  const named = Object.entries(headers).map(([name, each]) => `${name}: ${headerText(each)}`);
  const fields = form && Object.entries(form).map((each) => each.join('='));
  const content = body ?? fields?.join('&') ?? (json && JSON.stringify(json));
  return [String(status ?? ''), ...named, content, type && `as ${type}`].filter(Boolean).join(' ');
}

function headerText(expected: ExpectedHeader): string {
  return 'has' in expected ? expected.has : [expected.is, ...(expected.or ?? [])].join(' or ');
}

/** An answer is shown no further than this: its beginning tells what it is. */
const mostShown = 160;

function answerSummary({ status, headers, body }: ExchangeResponse): string {
  const type = headers['content-type'];
  const text = body
    .subarray(0, 4 * mostShown)
    .toString('utf8')
    .trim()
    .replaceAll(/\s+/g, ' ');
  return `${status}${type ? ` ${type}` : ''}${text ? `: ${text.slice(0, mostShown)}` : ', without a body'}`;
}
