import { createServer, type RequestListener } from 'node:http';
import { effectsLog } from '../../src/conformance/run/effects-log.ts';
import { selectCases } from '../../src/conformance/select.ts';
import { loadSuite, type Suite } from '../../src/conformance/suite.ts';
import { applicationTarget } from '../../src/conformance/targets/module.ts';
import { verify } from '../../src/conformance/verify.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import type { Report } from '../../src/report.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { effectsPath } from '../receivers/correct.ts';
import { faultyReceivers } from '../receivers/faulty.ts';
import { rightReceivers } from '../receivers/right.ts';

type Profile = 'keys' | 'signature';

// The kit is itself tested: it must find every fault that it says it finds, and cry wolf at nobody.
const kits = new Map<Profile, { contract: Contract; suite: Suite }>();

beforeAll(async () => {
  for (const profile of ['keys', 'signature'] as const) {
    const contract = await loadContract({ auth: profile });
    kits.set(profile, { contract, suite: await loadSuite(contract) });
  }
});

test('there are at least sixty faulty receivers and fifteen right ones, each with a name of its own', () => {
  const names = [...faultyReceivers, ...rightReceivers].map(({ name }) => name);
  expect(faultyReceivers.length).toBeGreaterThanOrEqual(60);
  expect(rightReceivers.length).toBeGreaterThanOrEqual(15);
  expect(new Set(names).size).toBe(names.length);
});

describe('a receiver that', () => {
  test.each(faultyReceivers)('$name is killed by $kills', async ({ kills, warns, profile, budgetMs, listener }) => {
    const { contract, suite } = kitOf(profile ?? 'keys');
    const meant = selectCases(suite.cases, { cases: [kills] });
    const group = meant[0]?.group.split('.')[0] ?? '';
    const report = await judged(
      listener(contract, keys),
      profile ?? 'keys',
      { groups: [group] },
      { budgetMs: budgetMs ?? 5_000, timeoutMs: 2_000 },
    );
    const ids = new Set(meant.map(({ id }) => id));
    const named = report.cases.filter(({ id }) => ids.has(id)).map(({ status }) => status);
    expect(named).toContain(warns ? 'WARN' : 'FAIL');
    // A warning gates only when asked to; a failure always.
    expect(report.summary.verdict).toBe(warns ? 'pass' : 'fail');
    expect(report.summary.error).toBe(0);
  });
});

describe.each(['keys', 'signature'] as const)('under the profile %s a receiver that is right with', (profile) => {
  test.each(rightReceivers)('$name fails nothing', async ({ listener }) => {
    const { contract, suite } = kitOf(profile);
    const report = await judged(listener(contract, keys), profile, {});
    const failed = report.cases.filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status));
    expect(failed.map(({ id, status, actual, why }) => ({ id, status, actual, why }))).toEqual([]);
    expect(report.summary.total).toBe(suite.cases.length);
    expect(report.cases.filter(({ group, status }) => group === 'effects' && status === 'PASS').length).toBeGreaterThan(
      30,
    );
  });
});

function kitOf(profile: Profile): { contract: Contract; suite: Suite } {
  const kit = kits.get(profile);
  if (!kit) throw new Error(`the profile ${profile} was not loaded`);
  return kit;
}

async function judged(
  listener: RequestListener,
  profile: Profile,
  selection: { groups?: string[] },
  { budgetMs, timeoutMs } = { budgetMs: 5_000, timeoutMs: 10_000 },
): Promise<Report> {
  const { contract, suite } = kitOf(profile);
  const target = await applicationTarget(createServer(listener), contract.operation.path);
  try {
    return await verify(target, {
      contract,
      keys,
      cases: selectCases(suite.cases, selection),
      control: suite.control,
      profile,
      seed: 1,
      keep: async (_, name) => name,
      concurrency: 8,
      timeoutMs,
      budgetMs,
      strict: false,
      effects: effectsLog(new URL(effectsPath, target.url), timeoutMs),
    });
  } finally {
    await target.close();
  }
}
