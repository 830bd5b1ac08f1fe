import { readdir, readFile } from 'node:fs/promises';
import { faultyGroups, faultyReceivers } from '../../receivers/faulty.ts';
import { profiles } from '../../receivers/kit.ts';
import { rightGroups, rightReceivers } from '../../receivers/right.ts';
import { root } from '../../support/cli.ts';

// The kit is itself tested: it must find every fault that it says it finds, and cry wolf at nobody.
test('there are at least sixty faulty receivers and fifteen right ones, each with a name of its own', () => {
  const names = [...faultyReceivers, ...rightReceivers].map(({ name }) => name);
  expect(faultyReceivers.length).toBeGreaterThanOrEqual(60);
  expect(rightReceivers.length).toBeGreaterThanOrEqual(15);
  expect(new Set(names).size).toBe(names.length);
});

test('each group of them stands in one of the files beside this one', async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => !name.startsWith('kit.'));
  const text = (await Promise.all(names.map((name) => readFile(`${import.meta.dirname}/${name}`, 'utf8')))).join('');
  const calls = [...text.matchAll(/^(describe\w+)\((.*)\);$/gm)].map(([, name, args = '']) => [name, args.split(', ')]);
  const faulty = calls.flatMap(([name, groups]) => (name === 'describeFaulty' ? groups : []));
  const right = calls.flatMap(([name, groups]) => (name === 'describeRight' ? [groups] : []));
  expect(faulty.toSorted()).toEqual(
    Object.keys(faultyGroups)
      .map((group) => `'${group}'`)
      .toSorted(),
  );
  expect(right.toSorted()).toEqual(
    profiles.flatMap((profile) => Object.keys(rightGroups).map((group) => [`'${profile}'`, `'${group}'`])).toSorted(),
  );
});

test('the score in the README counts the receivers that are here', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(
    `${faultyReceivers.length} receivers that are each wrong in one way, and ${rightReceivers.length} that are right in different ways`,
  );
});
