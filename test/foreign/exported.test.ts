import { spawnSync } from 'node:child_process';
import { registerSchema as register4, validate as validate4 } from '@hyperjump/json-schema/draft-04';
import { registerSchema as register7, validate as validate7 } from '@hyperjump/json-schema/draft-07';
import { registerSchema as register2020, validate as validate2020 } from '@hyperjump/json-schema/draft-2020-12';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { printContract } from '../../src/api/print-contract.ts';
import { loadContracts } from '../../src/contract/load.ts';
import { folder, names } from '../contracts/documents.ts';
import { type JudgedEvent, judgedEvents } from '../export/judged-events.ts';
import { hasTool } from '../support/tool.ts';

const python = '/usr/bin/python3';
const hasJsonschema = hasTool(python, '-c', 'import jsonschema');
/** Reads a schema and events, and writes for each whether Python's validator of the draft that the schema names takes it. */
const pythonJudge = `
import json, sys
from jsonschema import validators
given = json.load(sys.stdin)
validator = validators.validator_for(given['schema'])
validator.check_schema(given['schema'])
judge = validator(given['schema'])
json.dump([judge.is_valid(event) for event in given['events']], sys.stdout)
`;

const hyperjump = {
  '2020-12': { register: register2020, validate: validate2020 },
  '7': { register: register7, validate: validate7 },
  '4': { register: register4, validate: validate4 },
};
const drafts = ['2020-12', '7', '4'] as const;
const bundled = { name: 'the bundled contract', choice: {} };
const own = (name: string) => ({ name, choice: { contract: `${folder}/${name}` } });

/** Of these the schema says all, in each draft. */
const whole = ['paths-31-several.yaml', 'recursive-30.yaml', 'recursive-webhooks-31.yaml', 'webhooks-31-several.yaml'];
/** An event has no headers here, so that check tells operations by their schemas, too. */
const ofNames = /^the header .* tells which operation/;
/** Redocly loads what an extension refers to, which means nothing here. */
const read = names.filter((name) => name !== 'paths-31-vendor-json.yaml');

describe.each([bundled, ...whole.map(own)])('the JSON Schema of $name', ({ name, choice }) => {
  let judged: JudgedEvent[] = [];
  beforeAll(async () => {
    judged = judgedEvents(await loadContracts(choice), 60);
  });
  const schemaOf = async (draft: (typeof drafts)[number]) =>
    JSON.parse((await printContract({ ...choice, format: 'json-schema', draft })).text);

  test('leaves nothing out, and is tried with events that are taken and with others', async () => {
    for (const draft of drafts)
      expect(
        (await printContract({ ...choice, format: 'json-schema', draft })).notes.filter((note) => !ofNames.test(note)),
      ).toEqual([]);
    for (const verdict of [true, false])
      expect(judged.filter(({ isValid }) => isValid === verdict).length).toBeGreaterThan(20);
  });

  (hasJsonschema ? test : test.skip).each(drafts)('in draft %s makes jsonschema judge as check does', async (draft) => {
    const input = JSON.stringify({ schema: await schemaOf(draft), events: judged.map(({ event }) => event) });
    const { stdout, stderr } = spawnSync(python, ['-c', pythonJudge], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(stderr).toBe('');
    const verdicts = JSON.parse(stdout);
    expect(judged.filter(({ isValid }, index) => verdicts[index] !== isValid)).toEqual([]);
  });

  test.each(drafts)('in draft %s makes Hyperjump judge as check does', async (draft) => {
    const { register, validate } = hyperjump[draft];
    const uri = `https://exported.example/${encodeURIComponent(name)}/${draft}`;
    register(await schemaOf(draft), uri);
    const judge = await validate(uri);
    expect(judged.filter(({ event, isValid }) => judge(event as never).valid !== isValid)).toEqual([]);
  });
});

test.each([bundled, ...read.map(own)])('Redocly reads the printed document of $name', async ({ choice }) => {
  const config = await createConfig({ rules: { struct: 'error', 'no-unresolved-refs': 'error' } });
  for (const asJson of [false, true]) {
    const { text } = await printContract({ ...choice, asJson });
    const problems = await lintFromString({ source: text, absoluteRef: '/openapi.yaml', config });
    expect(problems.map(({ message, location }) => [message, location[0]?.pointer])).toEqual([]);
  }
});
