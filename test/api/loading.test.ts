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
  ['hookproof', 20],
  ['hookproof/verify', 5],
  ['hookproof/drift', 5],
  ['hookproof/receiver', 5],
  ['hookproof/check', 5],
  ['hookproof/testing', 5],
  ['hookproof/jest', 10],
])('the import of %s loads at most %i files, and no package', async (entry, most) => {
  const project = await projectWith({ 'count.js': counting });
  const { own, packages } = JSON.parse(await runModule(project, 'count.js', { ENTRY: entry }));
  expect(packages).toBe(0);
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThanOrEqual(most);
});
