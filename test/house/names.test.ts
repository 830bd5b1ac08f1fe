import { readFile } from 'node:fs/promises';
import { loadContract } from '../../src/contract/load.ts';
import { readDocument } from '../../src/openapi/read/read.ts';
import { isObject } from '../../src/schema/json.ts';
import { root } from '../support/cli.ts';
import { sourceFiles } from './sources.ts';

/** Words of the contract that are words of HTTP, JSON Schema, our own formats or plain programming as well. */
const common = new Set([
  'type',
  'number',
  'event',
  'data',
  'id',
  'status',
  'code',
  'reason',
  'report',
  'summary',
  'email',
  'phone',
  'note',
  'action',
  'failed',
  'timeout',
  'skip',
  'ended',
  'aborted',
  'Agent',
  // The effects log has it.
  'callId',
  'startedAt',
]);

async function providerNames(): Promise<string[]> {
  const { effective, operation, title } = await loadContract();
  const { document: upstream } = await readDocument(`${root}openapi/upstream.yaml`);
  const names = new Set<string>([
    operation.path,
    operation.id,
    ...Object.keys(upstream.paths ?? {}),
    ...title.split(' ').filter((word) => /^[A-Z]/.test(word)),
  ]);
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (isObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        if (['properties', 'schemas', 'securitySchemes', 'mapping'].includes(key)) names.add(name);
        visit(child, name);
      }
    } else if (['enum', 'name'].includes(key) && typeof value === 'string') names.add(value);
  };
  visit(effective.components, 'components');
  visit(upstream.components, 'components');
  return [...names].filter((name) => !common.has(name));
}

/** A name as code would use it: as a text, a key, or a step of a pointer; odd-looking names anywhere at all. */
function mentions(text: string, name: string): boolean {
  const odd = /[^a-z]/.test(name.replace(/^[A-Z]/, ''));
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(odd || /^[A-Z]/.test(name) ? `(?<![\\w-])${quoted}(?![\\w-])` : `['"/]${quoted}['"/]`).test(text);
}

test('no source file names an event type, a field, a header or a schema of the provider', async () => {
  const names = await providerNames();
  expect(names.length).toBeGreaterThan(60);
  const found: string[] = [];
  for (const file of await sourceFiles()) {
    const text = await readFile(file.path, 'utf8');
    found.push(...names.filter((name) => mentions(text, name)).map((name) => `${file.name} names ${name}`));
  }
  expect(found).toEqual([]);
});

test('the search sees such names', () => {
  expect(mentions("if (type === 'call.busy')", 'call.busy')).toBe(true);
  expect(mentions('event.durationSeconds', 'durationSeconds')).toBe(true);
  expect(mentions("event['credits']", 'credits')).toBe(true);
  expect(mentions('it credits nobody', 'credits')).toBe(false);
});
