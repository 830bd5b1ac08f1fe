import { applyOverlay, readOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const document = {
  openapi: '3.1.0',
  info: { title: 'Ferries', version: '1' },
  tags: [{ name: 'sea' }],
  'x-a': { speed: 'slow', ports: ['north'], crew: { mate: 1 } },
  'x-b': { speed: 'fast', ports: ['south'], crew: { cook: 2 } },
} as unknown as OpenApiDocument;
const info = { title: 'Faster ferries', version: '1' };
const apply = (...actions: object[]) =>
  applyOverlay(document, { overlay: '1.1.0', actions: actions as never }, 'ferries.yaml').document;

test('a value is copied into what a target selects, merged as an update would be', () => {
  expect(apply({ target: "$['x-a']", copy: "$['x-b']" })['x-a']).toEqual({
    speed: 'fast',
    ports: ['north', 'south'],
    crew: { mate: 1, cook: 2 },
  });
  expect(apply({ target: "$['x-a'].ports", copy: "$['x-b'].speed" })['x-a']).toMatchObject({
    ports: ['north', 'fast'],
  });
  expect(apply({ target: "$['x-a'].speed", copy: "$['x-b'].speed" })['x-a']).toMatchObject({ speed: 'fast' });
});

test('a copy sees what the actions before it did, and matters no more where the target is removed', () => {
  const moved = apply(
    { target: '$', update: { 'x-c': {} } },
    { target: "$['x-c']", copy: "$['x-a']" },
    { target: "$['x-a']", remove: true },
  );
  expect(moved['x-c']).toEqual(document['x-a']);
  expect(moved).not.toHaveProperty('x-a');
});

test.each([
  ['a copy of nothing', { target: '$.info', copy: '$.nowhere' }, 'must select one value, and selects none'],
  [
    'a copy of several values',
    { target: '$.info', copy: "$['x-a','x-b']" },
    'must select one value, and selects several',
  ],
  ['a copy that is no path', { target: '$.info', copy: 'info' }, '/actions/0/copy'],
  [
    'targets of several kinds',
    { target: '$.info.title', update: { a: 1 } },
    'an object cannot be merged into a primitive value',
  ],
  ['an object and a list', { target: '$.*', update: {} }, 'several kinds'],
  [
    'a property of another kind',
    { target: "$['x-a']", update: { crew: { mate: [] } } },
    'a list cannot be merged into a primitive value at /crew/mate',
  ],
])('%s is an input error', (_, action, message) => {
  expect(() => apply(action)).toThrow(
    expect.objectContaining({ code: 'input', message: expect.stringContaining(message) }),
  );
});

test.each([
  ['1.1.0', { target: '$', updte: {} }, 'unknown key "updte"'],
  ['1.0.0', { target: '$', copy: '$.info' }, 'needs "overlay: 1.1.0"'],
  ['1.1.0', { target: '$', copy: {} }, 'is no JSONPath'],
  ['1.1.0', { target: '$', remove: 'yes' }, 'neither true nor false'],
  ['1.1.0', { target: '$', update: {}, copy: '$.info' }, 'both "update" and "copy"'],
  ['1.1.0', { update: {} }, 'has no target'],
  ['1.0.0', { target: 'info', update: {} }, 'has the target "info"'],
  ['1.0.0', { target: '$', description: 1 }, 'has a "description"'],
])('an action of %s that is wrong is refused by name', async (overlay, action, message) => {
  const folder = await folderWith({ 'o.json': JSON.stringify({ overlay, info, actions: [action] }) });
  await expect(readOverlay(`${folder}/o.json`)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining(message),
  });
});

test('extensions of an action are let be', async () => {
  const actions = [{ target: '$.info', 'x-reason': 'tidy', update: { title: 'F' } }];
  const folder = await folderWith({ 'o.json': JSON.stringify({ overlay: '1.1.0', info, actions }) });
  expect((await readOverlay(`${folder}/o.json`)).actions).toEqual(actions);
});

const action = { target: '$.info', update: { title: 'F' } };

test.each([
  [{ overlay: '1.1' }, ':1: not an OpenAPI Overlay 1.x: "overlay" is no version such as "1.1.0"'],
  [{ info: undefined }, 'an overlay needs an "info"'],
  [{ info: { title: 'Tidy' } }, '/info needs a version'],
  [{ info: { title: 1, version: '1' } }, '/info needs a title'],
  [{ info: { ...info, description: 1 } }, '/info/description must be a text'],
  [{ extends: {} }, '/extends must be a text'],
  [{ action: [] }, 'has the unknown key "action"; known are overlay, info, extends, actions'],
  [{ actions: [action, { ...action }] }, '/actions/1 is the same as /actions/0'],
])('an overlay with %j is refused', async (fault, message) => {
  const folder = await folderWith({
    'o.json': JSON.stringify({ overlay: '1.1.0', info, actions: [action], ...fault }),
  });
  await expect(readOverlay(`${folder}/o.json`)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining(message),
  });
});
