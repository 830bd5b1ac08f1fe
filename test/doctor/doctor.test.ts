import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { loadContract } from '../../src/contract/load.ts';
import type { Diagnosis } from '../../src/diagnosis.ts';
import { eventValidator } from '../../src/validator/event.ts';
import { actionCases } from '../receiver/verdicts/action.ts';
import { callCases } from '../receiver/verdicts/call.ts';
import { envelopeCases } from '../receiver/verdicts/envelope.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** The published document, its mapping rendered as the provider's page does. */
async function published(): Promise<string> {
  const text = await readFile(`${root}openapi/swagger.yaml`, 'utf8');
  const rendered = text.replace(/^( +[a-z.-]+): ("#\/components\/schemas\/\w+EventData")$/gm, '$1: { $ref: $2 }');
  expect(rendered).not.toBe(text);
  return rendered;
}

async function diagnose(...args: string[]): Promise<{ status: number | null; diagnoses: Diagnosis[] }> {
  const { status, stdout } = await hookproof(['doctor', '--format', 'json', ...args]);
  return { status, diagnoses: JSON.parse(stdout).diagnoses };
}

const found = (diagnoses: Diagnosis[]): string[] =>
  diagnoses.map(({ rule, level, pointer }) => `${level} ${rule} ${pointer}`);

const notes = [
  'note server-hosts-differ /servers/1/url',
  'note status-untied /components/schemas/CallStatus',
  'note status-missing /components/schemas/CallStatus/enum',
];
const event = '/components/schemas/WebhookEvent/properties/event';
const action = '/components/schemas/ActionEventData/properties';

test('all nine defects of the published document are found, each with its proof', async () => {
  const folder = await folderWith({ 'published.yaml': await published() });
  const { status, diagnoses } = await diagnose(`${folder}/published.yaml`);
  expect(status).toBe(1);
  expect(found(diagnoses)).toEqual([
    `error discriminator-misplaced ${event}/discriminator`,
    `error oneof-overlap ${event}/properties/data/oneOf`,
    `error oneof-overlap ${action}/payload/oneOf`,
    `error ref-siblings ${action}/reason`,
    `error mapping-not-string ${event}/discriminator/mapping`,
    'warning refusal-undeclared /paths/~1v2~1webhooks~1call-events/post/responses',
    ...notes,
  ]);
  for (const { proof, consequence } of diagnoses) {
    expect(proof).toMatchObject({ raw: expect.any(String), intended: expect.any(String) });
    expect(consequence).toMatch(/\.$/);
  }
  expect(diagnoses.filter(({ fix }) => fix.length > 0)).toHaveLength(6);
});

test('each proof holds: the two readings disagree about the event as it says', async () => {
  const folder = await folderWith({ 'published.yaml': await published() });
  const raw = eventValidator(await loadContract({ contract: `${folder}/published.yaml` }));
  const intended = eventValidator(await loadContract());
  const { diagnoses } = await diagnose(`${root}openapi/swagger.yaml`);
  const proofs = diagnoses.filter(({ level, proof }) => level === 'error' && proof?.event !== undefined);
  expect(proofs).toHaveLength(4);
  for (const { proof } of proofs) {
    const bytes = Buffer.from(JSON.stringify(proof?.event));
    expect(intended(bytes).findings.length === 0).toBe(proof?.intended === 'taken');
    // A defect that hides behind another says so.
    if (!proof?.raw.includes('once the other defects'))
      expect(raw(bytes).findings.length === 0).toBe(proof?.raw === 'taken');
    expect(proof?.raw.startsWith('taken')).toBe(proof?.intended.startsWith('refused'));
  }
});

test('the contract as it is shipped has none of the defects that its overlay repairs', async () => {
  const { status, diagnoses } = await diagnose();
  expect([status, found(diagnoses)]).toEqual([0, notes]);
});

test('the overlay that it writes repairs the published document to the intended reading', async () => {
  const folder = await folderWith({ 'published.yaml': await published() });
  const { stderr } = await hookproof(['doctor', `${folder}/published.yaml`, '--fix', `${folder}/fix.yaml`]);
  expect(stderr).toMatch(/^wrote \d+ overlay actions to /);
  const overlay = parse(await readFile(`${folder}/fix.yaml`, 'utf8'));
  expect(overlay.overlay).toBe('1.0.0');
  for (const { target, description } of overlay.actions)
    expect([target[0], description]).toEqual(['$', expect.any(String)]);
  const after = await diagnose(`${folder}/published.yaml`, '--overlay', `${folder}/fix.yaml`);
  expect([after.status, found(after.diagnoses)]).toEqual([0, notes]);
  const contract = await loadContract({ contract: `${folder}/published.yaml`, overlays: [`${folder}/fix.yaml`] });
  const judge = eventValidator(contract);
  const cases = [...envelopeCases, ...callCases, ...actionCases];
  const verdicts = cases.map(({ body, raw }) => judge(Buffer.from(raw ?? JSON.stringify(body))).findings.length === 0);
  expect(cases.filter(({ legal }, index) => legal !== verdicts[index]).map(({ name }) => name)).toEqual([]);
  expect(contract.notes.filter((note) => note.includes('nothing matches'))).toEqual([]);
});

test('for a person it prints the verdict, then finding, proof and repair', async () => {
  const { status, stdout } = await hookproof(['doctor', 'openapi/swagger.yaml']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^FAIL openapi\/swagger\.yaml: 4 errors, 1 warning, 3 notes\n/);
  expect(stdout).toContain(
    '  proof    {"event":{"type":"action","data":{}}}\n  as is    taken\n' +
      "  as meant refused: /event/data must have required property 'action'\n",
  );
});

test('for code scanning it writes SARIF 2.1.0', async () => {
  const { stdout } = await hookproof(['doctor', 'openapi/swagger.yaml', '--format', 'sarif']);
  const { version, runs } = JSON.parse(stdout);
  expect([version, runs[0].tool.driver.name, runs[0].results.length]).toEqual(['2.1.0', 'hookproof', 8]);
  for (const { ruleId, ruleIndex } of runs[0].results) expect(runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
  const written = (await readFile(`${root}openapi/swagger.yaml`, 'utf8')).split('\n');
  for (const { locations } of runs[0].results) {
    const [{ physicalLocation, logicalLocations }] = locations;
    const key = logicalLocations[0].fullyQualifiedName.split('/').at(-1);
    expect(written[physicalLocation.region.startLine - 1]).toContain(/^\d+$/.test(key) ? '-' : key);
  }
});

test('nothing is written where there is nothing to repair', async () => {
  const folder = await folderWith();
  const { status, stderr } = await hookproof(['doctor', '--fix', `${folder}/fix.yaml`]);
  expect([status, stderr]).toEqual([0, `nothing to repair: ${folder}/fix.yaml is not written\n`]);
});

test.each([
  ['a document that is not there', ['nowhere.yaml'], /nowhere\.yaml: no such file/],
  ['an overlay that is none', ['openapi/swagger.yaml', '--overlay', 'package.json'], /not an OpenAPI Overlay/],
  ['a place where nothing can be written', ['openapi/swagger.yaml', '--fix', 'nowhere/fix.yaml'], /cannot be written/],
  ['a format that is unknown', ['--format', 'xml'], /Allowed choices are tty, json, sarif/],
])('%s is an error with status 2', async (_, args, message) => {
  const { status, stderr } = await hookproof(['doctor', ...args]);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
