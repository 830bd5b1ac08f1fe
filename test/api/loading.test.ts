import { readFile } from 'node:fs/promises';
import { root } from '../support/cli.ts';
import { removeFolders } from '../support/folder.ts';
import { projectWith, runModule } from '../support/project.ts';

afterAll(removeFolders);

/** Prints how many files of the package, and of other packages, one import loads. */
const counting = `
import { registerHooks } from 'node:module';
const files = new Set();
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.add(url);
    return next(url, context);
  },
});
await import(process.env.ENTRY);
const own = [...files].filter((url) => !url.includes('/node_modules/'));
console.log(JSON.stringify({ own: own.length, packages: files.size - own.length }));
`;

test.each([
  ['hookproof', 24],
  ['hookproof/verify', 5],
  ['hookproof/drift', 5],
  ['hookproof/receiver', 11],
  ['hookproof/check', 5],
  ['hookproof/send', 5],
  ['hookproof/testing', 5],
  ['hookproof/jest', 12],
])('the import of %s loads at most %i files, and no package', async (entry, most) => {
  const project = await projectWith({ 'count.js': counting });
  const { own, packages } = JSON.parse(await runModule(project, 'count.js', { ENTRY: entry }));
  expect(packages).toBe(0);
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThanOrEqual(most);
});

test('to register the cases of another contract loads neither the suite nor the bundled contract', async () => {
  const registering = `${counting.replace('await import(process.env.ENTRY);', '').replace(/console\.log.*\n/, '')}
let registered = 0;
globalThis.describe = (_name, body) => body();
globalThis.test = Object.assign(() => registered++, { skip: () => registered++ });
globalThis.beforeAll = globalThis.afterAll = () => {};
const { describeConformance } = await import('hookproof/jest');
describeConformance('http://127.0.0.1:9', { contract: 'openapi.yaml' });
const packages = [...files].filter((url) => url.includes('/node_modules/'));
console.log(JSON.stringify({ registered, files: files.size, packages: packages.length }));
`;
  const contract = await readFile(`${root}test/contracts/webhooks-31-keys.yaml`, 'utf8');
  const project = await projectWith({ 'register.js': registering, 'openapi.yaml': contract });
  const loaded = JSON.parse(await runModule(project, 'register.js'));
  expect(loaded.registered).toBeGreaterThan(100);
  expect([loaded.files <= 12, loaded.packages]).toEqual([true, 0]);
});

test('a receiver starts without what fetch stands on', async () => {
  const starting = `
import { startReceiver } from 'hookproof/receiver';
const receiver = await startReceiver({ port: 0 });
await receiver.close();
console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length);
`;
  const project = await projectWith({ 'start.js': starting });
  expect(await runModule(project, 'start.js')).toBe('0\n');
});
