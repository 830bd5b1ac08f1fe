import { readFile } from 'node:fs/promises';
import { faultyReceivers } from '../receivers/faulty.ts';
import { flagged, type Kit, loadKit, type Profile, profiles } from '../receivers/kit.ts';
import { rightReceivers } from '../receivers/right.ts';
import { root } from '../support/cli.ts';

// The kit is itself tested: it must find every fault that it says it finds, and cry wolf at nobody.
const kits = new Map<Profile, Kit>();

beforeAll(async () => {
  for (const profile of profiles) kits.set(profile, await loadKit(profile));
});

test('there are at least sixty faulty receivers and fifteen right ones, each with a name of its own', () => {
  const names = [...faultyReceivers, ...rightReceivers].map(({ name }) => name);
  expect(faultyReceivers.length).toBeGreaterThanOrEqual(60);
  expect(rightReceivers.length).toBeGreaterThanOrEqual(15);
  expect(new Set(names).size).toBe(names.length);
});

test('the score in the README counts the receivers that are here', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(
    `${faultyReceivers.length} receivers that are each wrong in one way, and ${rightReceivers.length} that are right in different ways`,
  );
});

describe('a receiver that', () => {
  test.each(faultyReceivers)('$name is killed by $kills', async (faulty) => {
    const { cases, summary } = await kitOf(faulty.profile ?? 'keys').meantFor(faulty);
    expect(cases.map(({ status }) => status)).toContain(faulty.warns ? 'WARN' : 'FAIL');
    // A warning gates only when asked to; a failure always.
    expect(summary.verdict).toBe(faulty.warns ? 'pass' : 'fail');
    expect(summary.error).toBe(0);
  });
});

describe.each(profiles)('under the profile %s a receiver that is right with', (profile) => {
  test.each(rightReceivers)('$name fails nothing', async (right) => {
    const kit = kitOf(profile);
    const report = await kit.allOf(right);
    expect(flagged(report)).toEqual([]);
    expect(report.summary.total).toBe(kit.suite.cases.length);
    expect(report.cases.filter(({ group, status }) => group === 'effects' && status === 'PASS').length).toBeGreaterThan(
      30,
    );
  });
});

function kitOf(profile: Profile): Kit {
  const kit = kits.get(profile);
  if (!kit) throw new Error(`the profile ${profile} was not loaded`);
  return kit;
}
