import { causesOf, findCauses } from '../../src/causes/find-causes.ts';
import { causeRules } from '../../src/causes/rules.ts';
import type { CaseResult } from '../../src/report.ts';
import { caseOf, everyStatus, reportOf } from '../reports/reports.ts';

type Told = Partial<CaseResult> & { spoilt?: string[] };

function failing(id: string, { spoilt, ...more }: Told): CaseResult {
  const exchanges = [{ sent: '', answered: '', durationMs: 1, ...(spoilt ? { spoilt } : {}) }];
  return caseOf(id, 'FAIL', { exchanges, ...more });
}

test.each<[string, Told, string]>([
  ['schema.bad.type.event', { expected: '4xx', actual: '200' }, 'does-not-validate-events'],
  ['schema.bad.type.event', { expected: '4xx', actual: '500' }, 'answers-500-to-what-it-cannot-read'],
  ['schema.bad.type.event', { expected: '2xx or 4xx', actual: '500' }, 'answers-500-to-what-it-cannot-read'],
  ['schema.bad.type.event', { why: 'delivery 2 of 3: the answer shows a stack trace' }, 'shows-stack-traces'],
  ['schema.bad.type.event', { why: 'the answer shows a key' }, 'shows-keys'],
  ['schema.bad.type.event', { actual: 'connection closed (ECONNRESET)' }, 'drops-connections'],
  ['media.empty-body', { expected: '2xx or 4xx', actual: '500' }, 'answers-500-to-what-it-cannot-read'],
  ['auth.x', { expected: '401 or 403', actual: '500', spoilt: ['private'] }, 'fails-at-wrong-credentials'],
  ['auth.y', { group: 'auth', expected: '4xx', actual: '500', spoilt: ['public'] }, 'fails-at-wrong-credentials'],
  ['schema.good.minimal', { expected: '2xx', actual: '500' }, 'answers-500-to-good-events'],
  ['schema.good.minimal', { expected: '2xx', actual: '400' }, 'refuses-good-events'],
  ['schema.good.minimal', { expected: '2xx', actual: '401' }, 'denies-good-deliveries'],
  ['schema.good.minimal', { expected: '2xx', actual: '308' }, 'redirects'],
  ['schema.good.minimal', { expected: '2xx', actual: 'no answer in time' }, 'answers-too-late'],
  ['pace.fifty-at-once', { expected: '2xx, 429 or 503', actual: 'the receiver ended: 1' }, 'ends-while-it-serves'],
  ['pace.within', { why: '95 of 100 within 1400 ms' }, 'answers-too-late'],
  ['media.chunked', { expected: '2xx', actual: '411' }, 'cannot-read-every-body'],
  ['media.truncated', { expected: '4xx', actual: '200' }, 'accepts-broken-json'],
  ['media.top-level-number', { expected: '4xx', actual: '200' }, 'does-not-validate-events'],
  ['media.no-media-type', { expected: '4xx', actual: '204' }, 'ignores-the-media-type'],
  ['auth.x', { expected: '401 or 403', actual: '200', spoilt: ['private'] }, 'does-not-compare-the-private-key'],
  ['auth.x', { expected: '401 or 403', actual: '200', spoilt: ['public'] }, 'does-not-compare-the-public-key'],
  ['auth.x', { expected: '401 or 403', actual: '200', spoilt: ['public', 'private'] }, 'accepts-anybody'],
  ['auth.x', { expected: '401 or 403', actual: '200' }, 'accepts-wrong-credentials'],
  ['auth.equal-denials', { expected: 'equal answers', actual: '2 different answers' }, 'denials-differ'],
  ['signature.wrong', { actual: '200', spoilt: ['signature'] }, 'does-not-verify-signatures'],
  ['signature.over-reserialised-body', { actual: '200', spoilt: ['signature'] }, 're-serialises-before-verifying'],
  ['signature.stale', { actual: '200', spoilt: ['signature'] }, 'accepts-old-signatures'],
  ['effects.duplicate.x', { why: 'an event took effect 2 times' }, 'no-dedupe'],
  ['effects.duplicate.x', { why: 'at the end of the run, an event took effect 3 times' }, 'no-dedupe'],
  ['effects.whole-call', { why: 'an event that was accepted took no effect' }, 'loses-accepted-events'],
  ['effects.refused', { why: 'an event that was not accepted took effect' }, 'works-on-refused-events'],
  ['headers.missing.x', { expected: '4xx', actual: '200' }, 'ignores-required-headers'],
  ['routing.put', { expected: 'neither 2xx nor 5xx', actual: '200' }, 'takes-other-methods-and-paths'],
  ['own.case', { expected: 'a failure, by the baseline', actual: '200' }, 'baseline-names-what-passes'],
  ['own.case', { expected: '', actual: '', why: 'it did not start again' }, 'ends-while-it-serves'],
  ['own.case', { expected: 'something else', actual: 'nothing known' }, 'other-own'],
])('%s with %j is of the cause %s', (id, told, cause) => {
  expect(findCauses(reportOf([failing(id, told)])).map((each) => each.id)).toEqual([cause]);
});

test('a good event that is denied although its signature is right is verified over other bytes', () => {
  const denied = failing('schema.good.odd-white-space', { expected: '2xx', actual: '401' });
  expect(findCauses(reportOf([denied], { profile: 'signature' }))[0]?.id).toBe('re-serialises-before-verifying');
});

test.each([
  ['auth.spaces-around-values', '2xx', '401', '', 'denies-good-deliveries'],
  ['auth.mixed-case-names', '2xx', '401', '', 'denies-good-deliveries'],
  ['auth.after-accepted', '2xx', '401', 'delivery 1 of 4: it answered 401', 're-serialises-before-verifying'],
  ['signature.right-and-wrong', '2xx', '401', '', 'reads-one-signature-only'],
  ['signature.other-version-beside', '2xx', '400', '', 'reads-one-signature-only'],
  ['signature.within-tolerance', '2xx', '401', '', 'refuses-signatures-too-soon'],
  ['signature.same-id-again', '2xx', '401', 'delivery 3 of 3: it answered 401', 'refuses-what-it-has-accepted'],
  ['semantics.duplicate', '2xx', '409', 'delivery 2 of 3: it answered 409', 'refuses-what-it-has-accepted'],
  ['semantics.duplicate.call', '2xx', '400', 'delivery 2 of 3: it answered 400', 'refuses-what-it-has-accepted'],
  ['semantics.duplicate.call', '2xx', '400', 'delivery 1 of 3: it answered 400', 'refuses-good-events'],
  ['schema.good.enum.type', '2xx', '404', 'it answered 404', 'does-not-find-good-events'],
  ['routing.post', '2xx', '404', 'it answered 404', 'does-not-find-good-events'],
  ['routing.query-string', '2xx', '404', 'it answered 404', 'answers-wrongly-to-other-methods'],
  ['effects.once', '', '', 'the effects log at http://127.0.0.1:1/ cannot be read: 500', 'cannot-show-its-effects'],
])(
  'under keys and signature %s that wants %s and gets %s (%s) is of the cause %s',
  (...[id, expected, actual, why, cause]) => {
    const causes = findCauses(reportOf([failing(id, { expected, actual, why })], { profile: 'both' }));
    expect(causes.map((each) => each.id)).toEqual([cause]);
  },
);

test('each failure and warning belongs to exactly one cause, and nothing else does', () => {
  const cases = [...everyStatus(), caseOf('schema.bad.type.a', 'FAIL'), caseOf('routing.x', 'WARN')];
  const named = findCauses(reportOf(cases)).flatMap((cause) => cause.cases);
  expect(named.toSorted()).toEqual(['fail.one', 'routing.x', 'schema.bad.type.a', 'warn.one']);
});

test('what gates comes first, then what is more frequent, and the kinds of constraints are counted', () => {
  const causes = findCauses(
    reportOf([
      ...['routing.a', 'routing.b', 'routing.c', 'routing.d'].map((id) => caseOf(id, 'WARN')),
      caseOf('errors.a', 'FAIL', { why: 'the answer shows a stack trace' }),
      caseOf('errors.b', 'FAIL'),
      ...['type.a', 'null.a', 'type.b'].map((id) => caseOf(`schema.bad.${id}`, 'FAIL', { group: 'schema.bad' })),
    ]),
  );
  expect(causes.map(({ id, level, count }) => [id, level, count])).toEqual([
    ['does-not-validate-events', 'MUST', 4],
    ['shows-stack-traces', 'MUST', 1],
    ['takes-other-methods-and-paths', 'SHOULD', 4],
  ]);
  expect(causes[0]).toMatchObject({
    title: 'Accepts events that the contract forbids (type 2, null 1)',
    example: 'schema.bad.type.a',
  });
});

test.each([
  ['x-powered-by: Express\n\nOK', 'NODE_ENV=production'],
  ['server: Werkzeug/3.1.3 Python/3.11\n\n', 'debug=True'],
  ['server: nginx\n\n', 'Answer errors by a handler'],
])('the hint is for the framework that an answer gives away: %j', (answered, words) => {
  const passed = caseOf('a.one', 'PASS', { exchanges: [{ sent: '', answered: `200\n${answered}`, durationMs: 1 }] });
  const failed = caseOf('a.two', 'FAIL', { why: 'the answer shows a stack trace' });
  expect(findCauses(reportOf([passed, failed]))[0]?.hint).toContain(words);
});

test('a hint names where deliveries carry a credential and what it equals, as far as the report says it', () => {
  const credentials = [
    { in: 'query' as const, name: 'id', proves: ['public' as const], carries: '$HOOKPROOF_PUBLIC_KEY' },
    { in: 'header' as const, name: 'x-key', proves: ['private' as const], carries: 'Bearer $HOOKPROOF_PRIVATE_KEY' },
  ];
  const denied = { expected: '401 or 403', actual: '200' };
  const hintOf = (spoilt: string[], suite = {}): string | undefined =>
    findCauses(reportOf([failing('auth.x', { ...denied, spoilt })], suite))[0]?.hint;
  const handed = '(--exec passes it to your receiver)';
  expect(hintOf(['private'], { credentials })).toContain(
    `Compare header \`x-key\` with Bearer $HOOKPROOF_PRIVATE_KEY ${handed}`,
  );
  expect(hintOf(['public'], { credentials })).toContain(`query parameter \`id\` with $HOOKPROOF_PUBLIC_KEY ${handed}`);
  expect(hintOf(['public', 'private'], { credentials })).toContain('(--exec passes them to your receiver)');
  expect(hintOf(['private'])).toContain('Compare the private key of each delivery');
});

const open = { expected: '401 or 403', actual: '200' };
const nobody = failing('auth.missing-both-keys', { ...open, spoilt: ['public', 'private'] });
const narrow = [
  failing('auth.wrong-private-key', { ...open, spoilt: ['private'] }),
  failing('auth.wrong-public-key', { ...open, spoilt: ['public'] }),
  failing('auth.two-private-keys-good-then-bad', { ...open, spoilt: ['private'] }),
];

test('who lets anybody in has one cause for it, which takes in what that implies', () => {
  expect(findCauses(reportOf([...narrow, nobody]))).toMatchObject([{ id: 'accepts-anybody', count: 4 }]);
  expect(findCauses(reportOf(narrow)).map(({ id }) => id)).toEqual([
    'does-not-compare-the-private-key',
    'does-not-compare-the-public-key',
    'accepts-repeated-credentials',
  ]);
});

test('one open route does not explain what fails at another', () => {
  const at = (operation: string) => (each: CaseResult) => ({ ...each, id: `${each.id}@${operation}` });
  const causes = findCauses(reportOf([at('refunds')(nobody), ...narrow.slice(0, 1).map(at('orders'))]));
  expect(causes.map(({ id }) => id).toSorted()).toEqual(['accepts-anybody', 'does-not-compare-the-private-key']);
});

test('a delivery whose signature is right does not come from anybody', () => {
  const credentials = (['public', 'private', 'signature'] as const).map((one) => ({
    ...{ in: 'header' as const, name: one, proves: [one], carries: '$KEY' },
  }));
  expect(findCauses(reportOf([nobody], { credentials }))[0]?.id).toBe('accepts-wrong-credentials');
});

test('who looks at no signature at all has one cause for it', () => {
  const ids = ['signature.over-reserialised-body', 'signature.stale', 'signature.missing'];
  const cases = ids.map((id) => failing(id, { ...open, spoilt: ['signature'] }));
  expect(findCauses(reportOf(cases))).toMatchObject([{ id: 'does-not-verify-signatures', count: 3 }]);
});

test('a report keeps its causes, and one without gets them', () => {
  const report = reportOf([caseOf('schema.bad.a', 'FAIL')]);
  expect(causesOf(report)).toEqual(findCauses(report));
  expect(causesOf({ ...report, causes: [] })).toEqual([]);
});

test('the words of causes are ids', () => {
  expect(causeRules.filter(({ id }) => !/^[a-z\d]+(-[a-z\d]+)*$/.test(id))).toEqual([]);
  expect(causeRules.filter(({ hint, title }) => hint.includes('\n') || !/^[A-Z].*[^.]$/.test(title))).toEqual([]);
});
