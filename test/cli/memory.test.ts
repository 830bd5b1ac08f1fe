import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hookproofProcess, hookproofRunning, hookproofServer, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** Makes so many arrays of a megabyte, the last sixty of which live; prints how often all garbage was collected meanwhile. */
const count = `
const profiler = new GCProfiler();
profiler.start();
const living = [];
for (let made = 0; made < 2_000; made++) {
  living.push(new Array(130_000).fill(1.5));
  if (living.length > 60) living.shift();
}
const { statistics } = profiler.stop();
console.error('collections:', statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact').length);
`;
const countingCollections = `
import { GCProfiler } from 'node:v8';
${count}
export default {};
`;
const countingAtTheEnd = `
import { GCProfiler } from 'node:v8';
process.on('exit', () => {
${count}
});
export default {};
`;

/** Makes objects at the end of the process that live for a while; prints how much room there was for young ones half of the time, in bytes. */
const watchingYoungSpace = `
import { getHeapSpaceStatistics } from 'node:v8';
const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
process.on('exit', () => {
  const rooms = [];
  const living = [];
  for (let made = 0; made < 300; made++) {
    living.push(Array.from({ length: 10_000 }, (_, number) => ({ number })));
    if (living.length > 60) living.shift();
    rooms.push(young());
  }
  const later = rooms.slice(150).toSorted((a, b) => a - b);
  console.error('room:', later[75]);
});
export default {};
`;

/** Makes objects that live for a while, once its process listens; prints the most room that there was for young ones in the second half, in bytes. */
const watchingWhileServing = `
import { getHeapSpaceStatistics } from 'node:v8';
const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
const rooms = [];
const living = [];
const go = () => {
  if (!process.getActiveResourcesInfo().includes('TCPServerWrap')) return setTimeout(go, 1);
  living.push(Array.from({ length: 10_000 }, (_, number) => ({ number, text: String(number) })));
  if (living.length > 120) living.shift();
  rooms.push(young());
  if (rooms.length < 300) setImmediate(go);
  else console.error('most room:', Math.max(...rooms.slice(150)));
};
go();
export default {};
`;

/** Runs a command in whose process a configuration does something, and reads the number that it prints. */
async function numberFrom(config: string, args: string[]): Promise<number> {
  const { stderr } = await hookproofProcess(args, { cwd: await folderWith({ 'hookproof.config.js': config }) });
  return numberIn(stderr);
}

function numberIn(text: string): number {
  return Number(/: (\d+)\n$/.exec(text)?.[1]);
}

test('a command collects garbage sooner than Node does by itself', async () => {
  const collections = await numberFrom(countingCollections, ['doctor']);
  const args = ['--input-type=module', '--eval', countingCollections];
  const usual = numberIn((await promisify(execFile)(process.execPath, args)).stderr);
  expect(collections).toBeGreaterThan(1.4 * usual);
}, 60_000);

test('a receiver whose journal is in memory collects garbage as seldom as Node does by itself', async () => {
  const collectionsWith = async (journal: string): Promise<number> => {
    const cwd = await folderWith({ 'hookproof.config.js': countingAtTheEnd });
    const receiver = await hookproofServer(['serve', '--journal', journal], { cwd });
    return numberIn((await receiver.stop()).stderr);
  };
  expect(await collectionsWith('sqlite:journal.db')).toBeGreaterThan(1.4 * (await collectionsWith('memory')));
}, 60_000);

/** Is more than the room is once documents of this size are read, 8 MiB, and less than where it may grow, 32 MiB or 64; in bytes. */
const mostRoom = 20 * 1024 * 1024;
const contract = `${root}openapi/swagger.yaml`;

test.each([
  ['doctor', contract],
  ['drift', '--contract', contract, '--against', contract],
])(
  '%s lets the room for young objects grow no more once documents are read',
  async (...args) => {
    expect(await numberFrom(watchingYoungSpace, args)).toBeLessThan(mostRoom);
  },
  60_000,
);

test('a receiver lets the room for young objects grow to a bound that is less than where it would go', async () => {
  const cwd = await folderWith({ 'hookproof.config.js': watchingWhileServing });
  const receiver = hookproofRunning(['serve', '--port', '0', '--journal', 'sqlite:journal.db'], { cwd });
  await receiver.saw('most room:');
  const { stderr } = await receiver.stop('SIGTERM');
  expect(numberIn(stderr)).toBeLessThan(48 * 1024 * 1024);
}, 60_000);
