import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../../src/journal/journal.ts';
import { openJournal } from '../../../src/journal/open.ts';
import type { Fault } from '../fault.ts';
import { chances } from '../support/chances.ts';
import { startLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';

/** Holds what can be read of a journal: its attempts by their number, and its events, all as text. */
interface Content {
  attempts: Map<number, string>;
  events: string;
}

/** Holds what a check says of a damaged journal, and how much of it can be read. */
interface Verdict {
  isGood: boolean;
  namesRow: boolean;
  content: Content | undefined;
}

const names = ['journal.db', 'journal.db-wal', 'journal.db-heads'];

/**
 * Flips bytes of a journal that a killed receiver left, and cuts its files off, so many times each, in the database and in the write-ahead
 * log. A check that finds nothing has to be right: all is there, as it was stored. Else it has to name a row and to give the rest.
 */
export function damaged(times: number): Fault {
  return async (folder) => {
    const kept = join(folder, 'kept');
    const acknowledged = await leaveJournal(kept);
    const whole = (await judge(await copyInto(kept, join(folder, 'whole')))).content;
    const found = { harmless: 0, found: 0, readable: [] as number[], broken: [] as string[] };
    const chance = chances();
    for (const name of ['journal.db', 'journal.db-wal'])
      for (const harm of [flip, cutOff])
        for (let time = 0; time < times; time++) {
          const tried = join(folder, 'tried');
          await copyInto(kept, tried);
          const at = await harm(join(tried, name), chance);
          const { isGood, namesRow, content } = await judge(tried);
          await rm(tried, { recursive: true });
          if (isGood) found.harmless++;
          else found.found++;
          const where = `${harm.name} of ${name} at ${at}`;
          if (isGood && !isSame(content, whole)) found.broken.push(`${where}: said to be whole, and is not`);
          if (!isGood && content && !namesRow) found.broken.push(`${where}: no row is named`);
          if (!isGood) found.readable.push(sameAttempts(content, whole) / (whole?.attempts.size ?? 1));
        }
    const mean = found.readable.reduce((sum, each) => sum + each, 0) / found.readable.length;
    return {
      ...{ acknowledged, lost: 0, doubled: 0, broken: found.broken },
      figures: `${found.harmless + found.found} times damaged: ${found.found} found, ${found.harmless} harmless and all of it there; of a damaged journal ${Math.round(mean * 1_000) / 10} % of the attempts can be exported on average, ${Math.round(Math.min(...found.readable) * 1_000) / 10} % at worst`,
    };
  };
}

/** Has a receiver store events until some of them are in the database and some in the write-ahead log only, and kills it. */
async function leaveJournal(folder: string): Promise<number> {
  await mkdir(folder);
  const receiver = await startReceiver(`sqlite:${join(folder, 'journal.db')}`);
  const load = startLoad({ url: () => receiver.url, connections: 20 });
  await load.acknowledges(2_000);
  // What is stored is then acknowledged as well: of a commit that nobody has been told of nobody misses anything.
  await load.stop();
  await receiver.kill();
  return load.acknowledged.size;
}

async function copyInto(from: string, to: string): Promise<string> {
  await mkdir(to);
  for (const name of await readdir(from)) if (names.includes(name)) await copyFile(join(from, name), join(to, name));
  return to;
}

type Chance = () => number;

/** Flips a bit of a file, and gives where. */
async function flip(file: string, chance: Chance): Promise<number> {
  const bytes = await readFile(file);
  const at = Math.floor(chance() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8));
  await writeFile(file, bytes);
  return at;
}

/** Cuts a file off, and gives where. */
async function cutOff(file: string, chance: Chance): Promise<number> {
  const bytes = await readFile(file);
  const at = Math.floor(chance() * bytes.length);
  await writeFile(file, bytes.subarray(0, at));
  return at;
}

/** Checks a journal as `journal verify` does, and reads what it holds as `journal export` and the inspector do. */
async function judge(folder: string): Promise<Verdict> {
  let journal: Journal | undefined;
  try {
    journal = await openJournal(`sqlite:${join(folder, 'journal.db')}`, { create: false });
    const content: Content = { attempts: new Map(), events: '' };
    const faults: string[] = [];
    for await (const { sequence, attempt, fault, about } of journal.checked()) {
      if (attempt && fault === undefined) content.attempts.set(sequence, JSON.stringify(attempt));
      if (fault !== undefined) faults.push(about ?? `the first bad row is attempt ${sequence}`);
    }
    const isGood = faults.length === 0;
    if (isGood) content.events = JSON.stringify(await journal.events({ limit: 1_000_000 }));
    return { isGood, namesRow: faults[0] !== undefined, content };
  } catch {
    return { isGood: false, namesRow: false, content: undefined };
  } finally {
    await journal?.close();
  }
}

function isSame(one: Content | undefined, other: Content | undefined): boolean {
  return (
    one?.events === other?.events &&
    one?.attempts.size === other?.attempts.size &&
    sameAttempts(one, other) === one?.attempts.size
  );
}

/** Counts the attempts that both hold alike. */
function sameAttempts(one: Content | undefined, other: Content | undefined): number {
  return [...(one?.attempts ?? [])].filter(([sequence, text]) => other?.attempts.get(sequence) === text).length;
}
