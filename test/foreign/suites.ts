import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../support/cli.ts';

/** Gives the folder of a suite, under the name of its repository; throws where it was not fetched. */
export function suiteFolder(name: string): string {
  const given = process.env.HOOKPROOF_FOREIGN;
  const folders = [...(given ? [`${given}/${name}`] : []), `${root}test/foreign/node_modules/suites/${name}`];
  const found = folders.find((folder) => filesIn(folder).length > 0);
  if (found === undefined) throw new Error(`${name} is neither in ${folders.join(' nor in ')}: run make test-foreign`);
  return found;
}

/** Lists the names in a folder; none for one that is not there. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
