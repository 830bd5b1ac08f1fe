import { folderWith, removeFolders } from '../support/folder.ts';
import { type Forge, forge } from './several.ts';
import { drift } from './support.ts';

afterAll(removeFolders);

/** Writes documents and recordings into a folder, and runs the command with the contract in it. */
async function driftOf(files: Record<string, Forge | string>, ...args: string[]) {
  const texts = Object.entries({ 'contract.json': forge(), ...files }).map(([name, content]) => [
    name,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const folder = await folderWith(Object.fromEntries(texts));
  const named = args.map((each) => (each in files ? `${folder}/${each}` : each));
  return drift(['--contract', `${folder}/contract.json`, ...named]);
}

test('a change names the operations that it touches, and one of a shared component names all that hold it', async () => {
  const moved = forge(({ webhooks, components }) => {
    components.schemas.User.properties.kind = { enum: ['human', 'robot', 'ghost'] };
    const [content] = Object.values(webhooks.push?.post.requestBody.content ?? {});
    Object.assign(content?.schema.properties as object, { forced: { type: 'string' } });
    delete webhooks['issues/closed'];
  });
  const { report } = await driftOf({ 'published.json': moved }, '--against', 'published.json');
  expect(report.compared.operations).toBe(3);
  expect(report.changes.map(({ rule, affects }) => [rule, affects])).toEqual([
    ['enum-value-added', ['issues/opened', 'push']],
    ['type-changed', ['push']],
    ['operation-removed', ['issues/closed']],
  ]);
  const one = await driftOf({ 'published.json': moved }, '--against', 'published.json', '--operation', 'push');
  expect(one.report.changes.map(({ affects }) => affects)).toEqual([[], [], []]);
});
