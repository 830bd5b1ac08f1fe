import { readFile } from 'node:fs/promises';
import { bundled } from '../../src/contract/bundled.ts';
import { checkData, dataJudge, yamlFilesIn } from '../../src/contract/data-files.ts';
import { parseObject } from '../../src/openapi/read/parse.ts';

// What ships is not judged again when it is read.
test.each([
  ['cases', await yamlFilesIn(bundled('conformance/cases'))],
  ['scenario', await yamlFilesIn(bundled('conformance/scenarios'))],
  ['lifecycle', [bundled('conformance/lifecycle.yaml')]],
])('each file that ships fits its schema: %s', async (schema, files) => {
  const judge = await dataJudge(bundled(`conformance/schemas/${schema}.schema.json`));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const data = parseObject(await readFile(file, 'utf8'), file);
    expect(() => checkData(data, file, judge)).not.toThrow();
    expect(() => checkData({ ...data, misspelt: true }, file, judge)).toThrow(`${file}: the file must not have`);
  }
});
