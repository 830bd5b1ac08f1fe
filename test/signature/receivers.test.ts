import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Contract, loadContract, verify } from '../../src/index.ts';
import type { CaseResult } from '../../src/report.ts';
import { developmentKeysFor, type Keys } from '../../src/signature/keys.ts';
import { root } from '../support/cli.ts';

/** Steps of a receiver of signed deliveries; a faulty one differs in one of them. */
interface Steps {
  secrets: string[];
  /** Seconds that a timestamp may lie in the past, and in the future. */
  tolerance: number;
  ahead: number;
  version: string;
  /** Chooses among the signatures of the known version those that are looked at. */
  looksAt(signatures: string[]): string[];
  /** Gives the texts that may have been signed, for what the headers say. */
  signed(id: string, timestamp: string, body: Buffer): string[];
  seen: Set<string> | undefined;
  denial(expected: string): string;
}

/** Receives as the Standard Webhooks say, but for what is changed. */
function standard(keys: Keys, change: Partial<Steps> = {}): RequestListener {
  const steps: Steps = {
    secrets: keys.private.split(','),
    tolerance: 300,
    ahead: 300,
    version: 'v1',
    looksAt: (signatures) => signatures,
    signed: (id, timestamp, body) => [`${id}.${timestamp}.${body}`],
    seen: undefined,
    denial: () => '',
    ...change,
  };
  return async (request, response) => {
    const body = await buffer(request);
    const { status, text } = answer(steps, request.headers, body);
    response.writeHead(status).end(text);
  };
}

function answer(steps: Steps, headers: IncomingHttpHeaders, body: Buffer): { status: number; text?: string } {
  const [id = '', timestamp = '', given = ''] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`] ?? ''),
  );
  const macs = steps.secrets.flatMap((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return steps.signed(id, timestamp, body).map((text) => createHmac('sha256', key).update(text).digest('base64'));
  });
  const denied = { status: 401, text: steps.denial(macs[0] ?? '') };
  if (id === '' || timestamp === '') return denied;
  const age = Date.now() / 1_000 - Number(timestamp);
  if (age > steps.tolerance || age < -steps.ahead) return denied;
  const versions = given.split(' ').map((each) => each.split(','));
  const signatures = versions.flatMap(([version = '', mac = '']) => (version.startsWith(steps.version) ? [mac] : []));
  if (!steps.looksAt(signatures).some((each) => macs.includes(each))) return denied;
  if (steps.seen?.has(id)) return { status: 409 };
  steps.seen?.add(id);
  try {
    return { status: typeof JSON.parse(body.toString()).id === 'string' ? 202 : 400 };
  } catch {
    return { status: 400 };
  }
}

const file = `${root}test/contracts/webhooks-31.yaml`;
const contractOf = (signature: string): Promise<Contract> => loadContract({ contract: file, signature });
const flagged = (cases: readonly CaseResult[]) =>
  cases.filter(({ status }) => !['PASS', 'OBSERVED', 'NOT-APPLICABLE'].includes(status)).map(({ id }) => id);

async function judge(change: Partial<Steps>, { id = 'signature', keys }: { id?: string; keys?: Keys } = {}) {
  const contract = await contractOf('standard-webhooks');
  const known = keys ?? developmentKeysFor(contract.security);
  return (await verify({ target: standard(known, change), contract, keys: known, cases: [id] })).cases;
}

const secret = (letter: string): string => `whsec_${Buffer.alloc(32, letter).toString('base64')}`;
const rotating: Keys = { public: 'pk_fake', private: `${secret('n')},${secret('o')}` };

test('a right receiver of signed deliveries fails nothing, with one secret or with two', async () => {
  const one = await judge({});
  expect(flagged(one)).toEqual([]);
  const named = Object.fromEntries(one.map(({ id, status }) => [id, status]));
  expect(named).toMatchObject({
    'signature.ahead': 'PASS',
    'signature.stale': 'PASS',
    'signature.same-id-again': 'PASS',
    'signature.clock-skew': 'OBSERVED',
    'signature.right-and-wrong': 'PASS',
    'signature.wrong-and-right': 'PASS',
    'signature.other-version': 'PASS',
    'signature.other-version-beside': 'PASS',
    'signature.swapped-case': 'PASS',
    'signature.previous-secret': 'NOT-APPLICABLE',
    'signature.without-secret': 'NOT-APPLICABLE',
  });
  const two = await judge({}, { keys: rotating });
  expect(flagged(two)).toEqual([]);
  expect(two.find(({ id }) => id === 'signature.previous-secret')?.status).toBe('PASS');
});

test.each<[string, string, Partial<Steps>]>([
  ['takes what was signed in the future', 'signature.ahead', { ahead: Number.POSITIVE_INFINITY }],
  ['takes what was signed long ago', 'signature.stale', { tolerance: Number.POSITIVE_INFINITY }],
  ['takes nothing that took a moment', 'signature.within-tolerance', { tolerance: 60 }],
  ['looks at the first signature alone', 'signature.wrong-and-right', { looksAt: (all) => all.slice(0, 1) }],
  ['looks at the last signature alone', 'signature.right-and-wrong', { looksAt: (all) => all.slice(-1) }],
  ['wants every signature to be right', 'signature.*-and-*', { looksAt: (all) => (all.length > 1 ? [] : all) }],
  ['takes any version', 'signature.other-version', { version: '' }],
  ['takes other versions for wrong ones', 'signature.other-version-beside', { version: '', looksAt: single }],
  ['takes the time of a second ago as well', 'signature.other-timestamp', { signed: eitherTime }],
  [
    'verifies the event written anew',
    'signature.indented',
    { signed: over((body) => JSON.stringify(JSON.parse(body))) },
  ],
  ['resolves escapes first', 'signature.escaped-texts', { signed: over((body) => JSON.stringify(JSON.parse(body))) }],
  ['puts keys in order', 'signature.reversed-keys', { signed: over(inOrder) }],
  ['trims the body', 'signature.line-break-behind', { signed: over((body) => body.trim()) }],
  ['takes an id that only begins like it', 'signature.other-id', { signed: eitherId }],
  ['refuses an id that it knows', 'signature.same-id-again', { seen: new Set() }],
  ['says which signature it expected', 'signature.other-id', { denial: (expected) => `not ${expected}` }],
])('a receiver that %s is killed by %s', async (_, id, change) => {
  const cases = await judge(change, { id });
  expect(cases.map(({ status }) => status)).toContain(id === 'signature.same-id-again' ? 'WARN' : 'FAIL');
});

function eitherTime(id: string, timestamp: string, body: Buffer): string[] {
  return [`${id}.${timestamp}.${body}`, `${id}.${Number(timestamp) - 1}.${body}`];
}

/** Signs another text than the one that came. */
function over(change: (body: string) => string): Steps['signed'] {
  return (id, timestamp, body) => {
    try {
      return [`${id}.${timestamp}.${change(body.toString())}`];
    } catch {
      return [];
    }
  };
}

function inOrder(body: string): string {
  const event: Record<string, unknown> = JSON.parse(body);
  return JSON.stringify({ id: event.id, state: event.state, ...event });
}

function eitherId(id: string, timestamp: string, body: Buffer): string[] {
  return [`${id}.${timestamp}.${body}`, `${id.slice(0, -1)}.${timestamp}.${body}`];
}

/** Takes one signature, and is lost where there are two. */
function single(signatures: string[]): string[] {
  return signatures.length === 1 ? signatures : [];
}

test.each([
  ['forgets the secret before the current one', 'signature.previous-secret', [secret('n')], 'FAIL'],
  ['does not know the new secret yet', 'signature.current-secret', [secret('o')], 'FAIL'],
])('a receiver that %s is killed by %s', async (_, id, secrets, status) => {
  // Deliveries carry the signatures of both secrets, so the control event is accepted all the same.
  expect(await judge({ secrets }, { id, keys: rotating })).toMatchObject([{ status }]);
});

test('a scheme decides what of several signatures and of the future is asked, and what is only observed', async () => {
  const wanted = ['ahead', 'right-and-wrong', 'wrong-and-right', 'other-version'].map((each) => `signature.${each}`);
  const levels = async (signature: string) => {
    const target: RequestListener = (request, response) => void request.resume().on('end', () => response.end());
    const { cases } = await verify({ target, contract: await contractOf(signature), cases: wanted });
    return Object.fromEntries(cases.map(({ id, level }) => [id.replace('signature.', ''), level]));
  };
  const all = { ahead: 'MUST', 'right-and-wrong': 'MUST', 'wrong-and-right': 'MUST', 'other-version': 'MUST' };
  for (const each of ['standard-webhooks', 'standard-webhooks-ed25519', 'svix'])
    expect(await levels(each)).toEqual(all);
  expect(await levels('stripe')).toEqual({ ...all, ahead: 'OBSERVE' });
  const observed = { ahead: 'OBSERVE', 'right-and-wrong': 'OBSERVE', 'wrong-and-right': 'OBSERVE' };
  expect(await levels('paddle')).toEqual({ ...observed, 'other-version': 'MUST' });
  expect(await levels('slack')).toEqual({ ahead: 'OBSERVE', 'other-version': 'MUST' });
  expect(await levels('github')).toEqual({ 'other-version': 'MUST' });
});
