import type { IncomingMessage } from 'node:http';
import express from 'express';
import { isUnjudged, verify } from '../../src/index.ts';
import { removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { notesReceiver, securedContract } from '../support/secured.ts';

afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

const parameters = [
  { in: 'header', name: 'X-Attempt', required: true, schema: { type: 'integer', minimum: 1, maximum: 9 } },
  { in: 'header', name: 'X-Event', required: true, schema: { type: 'string', enum: ['note.made', 'note.gone'] } },
  { in: 'header', name: 'X-Trace', required: true, schema: { type: 'string', pattern: '^t-[0-9]{4}$' } },
  { in: 'header', name: 'X-Langs', schema: { type: 'array', items: { type: 'string', enum: ['en', 'fr'] } } },
  {
    in: 'query',
    name: 'ids',
    required: true,
    style: 'pipeDelimited',
    explode: false,
    schema: { type: 'array', minItems: 1, items: { type: 'integer' } },
  },
  { in: 'query', name: 'draft', schema: { type: 'boolean' } },
  { in: 'cookie', name: 'site', required: true, schema: { type: 'string', enum: ['north', 'south'] } },
];

type Reads = (request: IncomingMessage) => boolean;

const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams => new URLSearchParams(url.split('?')[1]);
const header = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '');

/** What a receiver reads of a request, one parameter each, as somebody who read the contract would write it. */
const right: Record<string, Reads> = {
  attempt: (request) => /^[1-9]$/.test(header(request, 'x-attempt')),
  event: (request) => ['note.made', 'note.gone'].includes(header(request, 'x-event')),
  trace: (request) => /^t-[0-9]{4}$/.test(header(request, 'x-trace')),
  langs: (request) =>
    header(request, 'x-langs')
      .split(/ *, */)
      .every((each) => ['', 'en', 'fr'].includes(each)),
  ids: (request) => /^-?\d+(\|-?\d+)*$/.test(queryOf(request).get('ids') ?? ''),
  draft: (request) => ['true', 'false', null].includes(queryOf(request).get('draft')),
  site: (request) => /(?:^|; )site=(?:north|south)(?:;|$)/.test(header(request, 'cookie')),
};

function receiver(changed: Record<string, Reads> = {}) {
  const reads = Object.values({ ...right, ...changed });
  return notesReceiver(
    () => true,
    (request) => reads.every((each) => each(request)),
  );
}

test('a receiver that reads every parameter as it is declared is faulted for nothing', async () => {
  const report = await verify({ contract: await securedContract([], parameters), target: receiver(), strict: true });
  const flagged = report.cases.filter(({ status }) => !['PASS', 'OBSERVED', 'NOT-APPLICABLE'].includes(status));
  expect(flagged.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
  expect(report.cases.filter(({ group, status }) => group === 'headers' && status === 'PASS').length).toBeGreaterThan(
    30,
  );
  expect(report.summary.verdict).toBe('pass');
});

test('an Express application that answers 422 to what does not fit is faulted for nothing', async () => {
  const app = express();
  app.post('/notes', express.json({ type: '*/*' }), (request, response) => {
    const fits = Object.values(right).every((reads) => reads(request));
    response.sendStatus(fits && typeof request.body?.text === 'string' ? 204 : 422);
  });
  const { cases } = await verify({ contract: await securedContract([], parameters), target: app, groups: ['headers'] });
  expect(cases.filter(({ status }) => !['PASS', 'OBSERVED'].includes(status)).map(({ id }) => id)).toEqual([]);
});

/** Receivers that are wrong in one thing, and the case that finds it: a SHOULD warns, a MUST fails. */
test.each<[string, string, string, Record<string, Reads>]>([
  ['does not look at a number', 'headers.required.header.X-Attempt', 'WARN', { attempt: () => true }],
  [
    'takes whatever is there for a number',
    'headers.type.header.X-Attempt.string',
    'WARN',
    { attempt: (request) => header(request, 'x-attempt') !== '' },
  ],
  [
    'takes fractions for whole numbers',
    'headers.type.header.X-Attempt.fraction',
    'WARN',
    {
      attempt: (request) => {
        const value = Number(header(request, 'x-attempt'));
        return value >= 1 && value <= 9;
      },
    },
  ],
  [
    'knows no largest number',
    'headers.bound.header.X-Attempt.maximum',
    'WARN',
    { attempt: (request) => /^[1-9]\d*$/.test(header(request, 'x-attempt')) },
  ],
  ['takes any event', 'headers.enum.header.X-Event', 'WARN', { event: (request) => header(request, 'x-event') !== '' }],
  [
    'takes events in capitals',
    'headers.enum.header.X-Event.upper-case',
    'WARN',
    { event: (request) => /^note\.(made|gone)$/i.test(header(request, 'x-event')) },
  ],
  [
    'takes an event that is empty',
    'headers.empty.header.X-Event',
    'WARN',
    {
      event: (request) =>
        ['', 'note.made', 'note.gone'].includes(header(request, 'x-event')) && request.headers['x-event'] !== undefined,
    },
  ],
  [
    'looks for a pattern anywhere in a text',
    'headers.bound.header.X-Trace.pattern.*',
    'WARN',
    { trace: (request) => /t-[0-9]{4}/.test(header(request, 'x-trace')) },
  ],
  [
    'looks at the first item of a list alone',
    'headers.type.query.ids.items.last',
    'WARN',
    { ids: (request) => /^-?\d+/.test(queryOf(request).get('ids') ?? '') },
  ],
  [
    'does not look at a cookie',
    'headers.enum.cookie.site',
    'WARN',
    { site: (request) => header(request, 'cookie').includes('site=') },
  ],
  [
    'knows the first event alone in a list',
    'preflight.accepted',
    'ERROR',
    { langs: (request) => header(request, 'x-langs') === 'en' },
  ],
  [
    'reads a list by commas where pipes part it',
    'preflight.accepted',
    'ERROR',
    { ids: (request) => /^\d+(,\d+)*$/.test(queryOf(request).get('ids') ?? '') },
  ],
  [
    'wants what is optional',
    'headers.absent.query.draft',
    'FAIL',
    { draft: (request) => queryOf(request).has('draft') },
  ],
  [
    'wants a list that is optional',
    'headers.required-only',
    'FAIL',
    { langs: (request) => header(request, 'x-langs') !== '' },
  ],
])('a receiver that %s is found out by %s: %s', async (_, id, status, changed) => {
  const options = { contract: await securedContract([], parameters), target: receiver(changed) };
  // Where every good delivery fails, there is nothing else to judge.
  const isBefore = id === 'preflight.accepted';
  const all = await verify({ ...options, cases: [isBefore ? 'headers.all' : id] }).catch((error: unknown) => {
    if (isBefore && isUnjudged(error)) return error.report;
    throw error;
  });
  const statuses = all.cases.map((each) => each.status);
  expect(statuses).toContain(status);
});

test('of a parameter that a case is about, requirement and command name it', async () => {
  const url = await origin((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  const contract = await securedContract([], parameters);
  const ids = ['headers.enum.header.X-Event', 'headers.empty.header.X-Event'];
  const { cases } = await verify({ contract, target: `${url}/notes`, cases: ids });
  const source = 'contract.json#/paths/~1notes/post/parameters/1';
  expect(cases.map(({ requirement }) => requirement)).toEqual(
    cases.map(() => ({ source, quote: '{"type":"string","enum":["note.made","note.gone"]}' })),
  );
  expect(cases.every(({ level, group }) => level === 'SHOULD' && group === 'headers')).toBe(true);
  const commands = new Map(cases.map(({ id, reproduce }) => [id, reproduce]));
  expect(commands.get('headers.enum.header.X-Event')).toContain("-H 'X-Event: note.made-unknown'");
  // curl leaves a header without a value out, unless a semicolon ends it.
  expect(commands.get('headers.empty.header.X-Event')).toContain("-H 'X-Event;'");
});

test('a contract that declares no parameters has no such cases', async () => {
  const { cases } = await verify({
    contract: await securedContract([]),
    target: notesReceiver(
      () => true,
      () => true,
    ),
    cases: ['headers.*', 'routing.post'],
  });
  expect(cases.filter(({ group }) => group === 'headers')).toEqual([]);
});
