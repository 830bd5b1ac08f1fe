import { readdirSync, readFileSync } from 'node:fs';
import { variantName } from '../../src/conformance/cases/generated/sites.ts';
import { withIdentity } from '../../src/conformance/runner/make-request.ts';
import { loadContract } from '../../src/contract/load.ts';
import { sameJson } from '../../src/schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../src/schema/pointer.ts';
import { exampleOf } from '../../src/schema/samples/example.ts';
import { sitesOf } from '../../src/schema/sites.ts';
import { allowsNull } from '../../src/schema/types.ts';
import type { Variant } from '../../src/schema/variants.ts';
import { eventValidator } from '../../src/validator/event.ts';
import { root } from '../support/cli.ts';

const folder = `${root}conformance/events/`;
const contract = await loadContract();
const validate = eventValidator(contract, { every: true });
const events = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const bytes = readFileSync(folder + file);
    return { name: file.slice(0, -'.json'.length), bytes, value: JSON.parse(bytes.toString()) as unknown };
  });

/** Every type with every action, as the files are named. */
const kinds = contract.variants.flatMap((variant) =>
  (variant.tags[0]?.values ?? []).map((type) => ({
    name: [type, ...variant.tags.slice(1).map((tag) => tag.values[0])].join('.'),
    minimal: exampleOf(variant, 'minimal', [type]),
  })),
);

test.each(events)('$name is legal, byte for byte', ({ bytes }) => {
  expect(validate(bytes).findings).toEqual([]);
});

test.each(events)('$name is named after its type', ({ name, value }) => {
  expect(kinds.filter((kind) => name.startsWith(`${kind.name}.`))).toHaveLength(1);
  expect(name.startsWith(`${valueAt(value, contract.typePath ?? [])}.`)).toBe(true);
});

test.each(kinds)('$name is there in full, about a call, and with nothing that could be left out', (kind) => {
  const full = events.find(({ name }) => name === `${kind.name}.full`);
  const minimal = events.find(({ name }) => name === `${kind.name}.minimal`);
  expect(valueAt(full?.value, contract.identity ?? [])).toMatch(/^call_\w+$/);
  expect(minimal?.value).toEqual(kind.minimal);
});

describe.each(contract.variants.map((variant) => ({ of: variantName(variant), variant })))('over all of $of', (row) => {
  const ours = events.filter(({ value }) => belongs(value, row.variant));

  test.each(sitesOf(row.variant.schema).map((site) => ({ at: toPointer(site.path), site })))(
    '$at occurs, with every value that is listed, and null where it may be',
    ({ site }) => {
      const found = ours.flatMap(({ value }) => valuesAt(value, site.path));
      const anywhere = events.flatMap(({ value }) => valuesAt(value, site.path));
      expect(found.some((value) => value !== null)).toBe(true);
      for (const member of site.schema.enum ?? []) expect(anywhere).toContain(member);
      if (site.schema.type !== undefined && allowsNull(site.schema)) expect(found).toContain(null);
    },
  );
});

test.each(events)('a fresh identity changes nothing else in $name', ({ bytes, value }) => {
  const at = contract.identity ?? [];
  const expected = valueAt(value, at) === undefined ? value : withValueAt(value, at, 'call_fresh');
  expect(JSON.parse(withIdentity(bytes, at, 'call_fresh').toString())).toEqual(expected);
});

test.each(events)('the status of a call fits the type in $name', ({ value }) => {
  const status = valueAt(value, ['event', 'data', 'call', 'status']);
  const type = String(valueAt(value, ['event', 'type']));
  const own = type.replace(/^call\./, '');
  const hasOwn = events.some((each) => valueAt(each.value, ['event', 'data', 'call', 'status']) === own);
  if (status !== undefined && hasOwn) expect(status).toBe(own);
});

test.each(events)('nobody real is in $name', ({ bytes }) => {
  const text = bytes.toString().replaceAll('\\/', '/');
  for (const [mail] of text.matchAll(/[^\s"]+@[^\s"]+/g)) expect(mail).toMatch(/@example\.com$/);
  for (const [phone] of text.matchAll(/\+\d[\d-]{9,}/g)) expect(phone).toMatch(/^\+1-202-555-01\d\d$/);
  for (const [, host] of text.matchAll(/https?:\/\/([^/"]+)/g)) expect(host).toMatch(/(^|\.)example\.com$/);
});

test('most end without a new line, and the longest of each type does', () => {
  const open = events.filter(({ bytes }) => bytes.at(-1) !== 0x0a);
  expect(open.length).toBeGreaterThan(events.length / 2);
  const longest = new Map(
    events
      .toSorted((a, b) => a.bytes.length - b.bytes.length)
      .map(({ bytes, value }) => [valueAt(value, contract.typePath ?? []), bytes]),
  );
  for (const bytes of longest.values()) expect(bytes.at(-1)).not.toBe(0x0a);
});

function belongs(value: unknown, variant: Variant): boolean {
  return variant.tags.every(({ path, values }) => values.some((each) => sameJson(each, valueAt(value, path))));
}

/** Everything that stands at a path; `*` stands for each item. */
function valuesAt(value: unknown, [token, ...rest]: readonly string[]): unknown[] {
  if (token === undefined) return value === undefined ? [] : [value];
  if (token === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return valuesAt(valueAt(value, [token]), rest);
}
