import { type ReceiverUnderTest, type Report, type VerifyOptions, verify } from '../../src/index.ts';
import { root } from '../support/cli.ts';
import { hasTool } from '../support/tool.ts';
import { type Fault, secret, type Way } from './frameworks/parcels.ts';
import { receivers } from './frameworks/receivers.ts';

const folder = `${root}test/foreign/frameworks`;
// The Python for which Debian's packages are.
const python = '/usr/bin/python3';

interface Framework {
  make(way: Way): unknown;
  /** Cases that warn of what the framework does where nobody told it otherwise, each with the reason. */
  warns?: Record<string, string>;
  /** The same, where a key is asked for only. */
  warnsByKey?: Record<string, string>;
  /** Faults besides those that every framework is tried with. */
  faults?: Fault[];
  /** Draws so many cases of each group, where a receiver differs from another by how it is handed over only. */
  sample?: number;
}

const limit = { 'media.large-event': 'body-parser reads 100 kB, where no limit is set' };
const ofPython =
  (file: string) =>
  ({ signed, fault, tuned }: Way): ReceiverUnderTest => ({
    exec: `exec ${python} -B ${folder}/${file}`,
    env: { WAY: signed ? 'signed' : 'keys', FAULT: fault ?? '', TUNED: tuned ? '1' : '' },
  });

const frameworks: Record<string, Framework> = {
  Express: { make: receivers.Express, warns: limit },
  Fastify: {
    make: receivers.Fastify,
    warnsByKey: {
      'routing.delete-status': '400 for a DELETE that names JSON and has no body, before the route is looked for',
    },
    faults: ['coercing'],
  },
  Hono: { make: receivers.Hono },
  'a fetch function of Hono': { make: receivers.fetch, sample: 4 },
  Koa: { make: receivers.Koa },
  NestJS: {
    make: receivers.NestJS,
    warns: { ...limit, 'routing.documented-success': '201 for every POST, where no @HttpCode(200) says otherwise' },
  },
  'node:http': { make: receivers.node, faults: ['torn'] },
  'http.server of Python': {
    make: ofPython('http_server.py'),
    warns: {
      'routing.put-status': '501 for a method that has no function',
      'routing.patch-status': '501 for a method that has no function',
      'routing.delete-status': '501 for a method that has no function',
    },
    warnsByKey: {
      'auth.spaces-around-values': 'spaces behind a value are left in it',
      'auth.two-private-keys-good-then-bad': 'of two headers of a name, get() gives the first',
    },
  },
  ...(hasTool(python, '-c', 'import flask, waitress')
    ? { 'Flask behind waitress': { make: ofPython('flask_app.py') } }
    : {}),
};
const all = Object.entries(frameworks);

/** Names the cases that each fault has to fail, and others that it may fail. */
const faults: Record<Fault, { signed: boolean; killer: string; cases: string[] }> = {
  lax: { signed: false, killer: 'schema.bad.required.parcel', cases: ['schema.bad.required.*'] },
  coercing: { signed: false, killer: 'schema.bad.coercible.parcel.weight.digits', cases: ['schema.bad.coercible.*'] },
  reserialised: { signed: true, killer: 'signature.indented', cases: ['signature.plain', 'signature.indented'] },
  torn: { signed: true, killer: 'signature.split-characters', cases: ['signature.split-characters'] },
};
const twins = all.flatMap(([name, { make, faults: more = [] }]) =>
  (['lax', 'reserialised', ...more] as const).map((fault) => ({ name, make, fault })),
);

async function judged(make: Framework['make'], way: Way, chosen: Partial<VerifyOptions> = {}): Promise<Report> {
  return verify({
    target: (await make(way)) as ReceiverUnderTest,
    ...{ contract: `${folder}/parcels.yaml`, path: '/hooks', keys: { private: secret } },
    ...(way.signed ? { signature: 'github' } : {}),
    // How fast a framework is on a machine that is busy is not asked.
    ...{ timeoutMs: 60_000, budgetMs: 60_000 },
    ...chosen,
  });
}

const idsOf = ({ cases }: Report, ...statuses: string[]): string[] =>
  cases.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
const verdictsOf = ({ cases }: Report): string[] => cases.map(({ id, status }) => `${id} ${status}`).sort();

const firstRuns = new Map<string, Promise<Report>>();

/** Judges a right receiver by all cases, once for all who ask. Events are judged alike however their sender proves itself. */
function judgedOnce(name: string, signed: boolean): Promise<Report> {
  const { make, sample } = frameworks[name] as Framework;
  const run =
    firstRuns.get(`${name} ${signed}`) ?? judged(make, { signed }, { sample, excluded: signed ? ['schema.*'] : [] });
  firstRuns.set(`${name} ${signed}`, run);
  return run;
}

test.each(
  all.flatMap(([name]) => [
    { name, proof: 'a key' },
    { name, proof: 'a signature' },
  ]),
)(
  'a right receiver in $name that asks for $proof fails nothing, and warns of its defaults',
  async ({ name, proof }) => {
    const report = await judgedOnce(name, proof === 'a signature');
    const { warns, warnsByKey, sample } = frameworks[name] as Framework;
    const failures = report.cases.filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status));
    expect(failures).toEqual([]);
    const known = { ...warns, ...(proof === 'a key' ? warnsByKey : {}) };
    expect(idsOf(report, 'WARN').sort()).toEqual(Object.keys(known).sort());
    expect(report.summary.pass).toBeGreaterThan(sample ? 20 : 100);
  },
);

const warning = all.filter(([, { warns, warnsByKey }]) => warns ?? warnsByKey);

test.each(warning)('one in %s that is told otherwise warns no more', async (_, { make, warns, warnsByKey }) => {
  const known = Object.keys({ ...warns, ...warnsByKey });
  const report = await judged(make, { signed: false, tuned: true }, { cases: known });
  expect(idsOf(report, 'PASS').sort()).toEqual(known.sort());
});

test.each(twins)('one in $name that is $fault is found', async ({ make, fault }) => {
  const { signed, killer, cases } = faults[fault];
  const report = await judged(make, { signed, fault }, { cases });
  expect(report.summary).toMatchObject({ verdict: 'fail', error: 0, blocked: 0 });
  expect(idsOf(report, 'FAIL')).toContain(killer);
});

test('pieces that are decoded each by itself are found each time of twenty', async () => {
  const { signed, cases } = faults.torn;
  const statuses: string[] = [];
  for (let time = 0; time < 20; time += 1) {
    const report = await judged(receivers.node, { signed, fault: 'torn' }, { cases });
    statuses.push(...report.cases.map(({ status }) => status));
  }
  expect(statuses).toEqual(Array(20).fill('FAIL'));
});

test.each(['Fastify', 'http.server of Python'])('the same seed gives the same verdicts of %s', async (name) => {
  const second = await judged((frameworks[name] as Framework).make, { signed: false });
  expect(verdictsOf(second)).toEqual(verdictsOf(await judgedOnce(name, false)));
});
