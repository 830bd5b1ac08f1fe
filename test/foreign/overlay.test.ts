import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { applyOverlay, readOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { filesIn, suiteFolder } from './suites.ts';

/** Names what is judged otherwise than the sets do, by `version/file`, with the reason. */
const departures: Record<string, string> = {};

const suite = suiteFolder('Overlay-Specification');
const read = (file: string): OpenApiDocument => parse(readFileSync(file, 'utf8'));

describe('an overlay applied to a document gives', () => {
  const sets = filesIn(`${suite}/compliant-sets`).filter((name) => !name.includes('.'));

  test('as many results as the suite has sets', () => {
    expect(sets.length).toBeGreaterThan(5);
  });

  test.each(sets)('%s', async (set) => {
    const folder = `${suite}/compliant-sets/${set}`;
    const overlay = await readOverlay(`${folder}/overlay.yaml`);
    const { document, unmatched } = applyOverlay(read(`${folder}/openapi.yaml`), overlay);
    expect([document, unmatched]).toEqual([read(`${folder}/output.yaml`), []]);
  });
});

describe.each(['v1.0', 'v1.1'])('overlays of %s', (version) => {
  const folder = `${suite}/tests/${version}`;
  const passing = filesIn(`${folder}/pass`);
  const failing = filesIn(`${folder}/fail`);

  test('are there', () => {
    expect([passing.length > 10, failing.length > 15]).toEqual([true, true]);
  });

  test.each(passing)('%s is read', async (file) => {
    if (`${version}/${file}` in departures) return;
    await expect(readOverlay(`${folder}/pass/${file}`)).resolves.toHaveProperty('actions');
  });

  test.each(failing)('%s is refused', async (file) => {
    if (`${version}/${file}` in departures) return;
    await expect(readOverlay(`${folder}/fail/${file}`)).rejects.toMatchObject({ code: 'input' });
  });
});
