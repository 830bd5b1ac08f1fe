import { createServer, type RequestListener } from 'node:http';
import { selectCases } from '../../src/conformance/select.ts';
import { loadSuite, type Suite } from '../../src/conformance/suite.ts';
import { applicationTarget } from '../../src/conformance/targets/module.ts';
import { verify } from '../../src/conformance/verify.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import type { Report } from '../../src/report.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { faultyReceivers } from '../receivers/faulty.ts';
import { rightReceivers } from '../receivers/right.ts';

// The kit is itself tested: it must find every fault that it says it finds, and cry wolf at nobody.
let contract: Contract;
let suite: Suite;

beforeAll(async () => {
  contract = await loadContract();
  suite = await loadSuite(contract);
});

test('there are at least twenty faulty receivers and six right ones, each with a name of its own', () => {
  const names = [...faultyReceivers, ...rightReceivers].map(({ name }) => name);
  expect(faultyReceivers.length).toBeGreaterThanOrEqual(20);
  expect(rightReceivers.length).toBeGreaterThanOrEqual(6);
  expect(new Set(names).size).toBe(names.length);
});

describe('a receiver that', () => {
  test.each(faultyReceivers)('$name is killed by $kills', async ({ kills, warns, listener }) => {
    const meant = selectCases(suite.cases, { cases: [kills] });
    const group = meant[0]?.group.split('.')[0] ?? '';
    const report = await judged(listener(contract, keys), { groups: [group] });
    const ids = new Set(meant.map(({ id }) => id));
    const named = report.cases.filter(({ id }) => ids.has(id)).map(({ status }) => status);
    expect(named).toContain(warns ? 'WARN' : 'FAIL');
    // A warning gates only when asked to; a failure always.
    expect(report.summary.verdict).toBe(warns ? 'pass' : 'fail');
    expect(report.summary.error).toBe(0);
  });
});

describe('a receiver that is right with', () => {
  test.each(rightReceivers)('$name fails nothing', async ({ listener }) => {
    const report = await judged(listener(contract, keys), {});
    const failed = report.cases.filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status));
    expect(failed.map(({ id, status, actual, why }) => ({ id, status, actual, why }))).toEqual([]);
    expect(report.summary.total).toBe(suite.cases.length);
  });
});

async function judged(listener: RequestListener, selection: { groups?: string[] }): Promise<Report> {
  const target = await applicationTarget(createServer(listener), contract.operation.path, 'receiver.mjs');
  try {
    return await verify(target, {
      contract,
      keys,
      cases: selectCases(suite.cases, selection),
      control: suite.control,
      profile: 'keys',
      seed: 1,
      concurrency: 8,
      timeoutMs: 10_000,
      budgetMs: 1_000,
      strict: false,
    });
  } finally {
    await target.close();
  }
}
