import { Ajv, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import AjvDraft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { loadContracts } from '../../src/contract/load.ts';
import type { Draft } from '../../src/export/drafts.ts';
import { eventSchema } from '../../src/export/event-schema.ts';
import { folder, names } from '../contracts/documents.ts';
import { root } from '../support/cli.ts';
import { judgedEvents } from './judged-events.ts';

/** As somebody has them who never heard of us: strict, formats left to the patterns of the schema. */
const usual: Options = { strict: true, strictTypes: false, validateFormats: false, ownProperties: true };
const validators: Record<Draft, (options: Options) => Ajv> = {
  '2020-12': (options) => formats.default(new Ajv2020({ ...options, validateFormats: true })),
  '7': (options) => new Ajv(options),
  '4': (options) => new AjvDraft4.default(options) as unknown as Ajv,
};

const drafts = ['2020-12', '7', '4'] as const;
const bundled = { name: 'the bundled contract', choice: {} };
// Ajv itself departs from the standard where `if` stands beside `unevaluatedProperties`.
const own = names
  .filter((name) => name !== 'odd-schemas-31.yaml')
  .map((name) => ({ name, choice: { contract: `${folder}/${name}` } }));
const shown = ['github', 'stripe', 'standard-webhooks'].map((name) => {
  return { name, choice: { contract: `${root}examples/contracts/${name}.yaml` } };
});

test.each([bundled, ...own, ...shown])(
  'validators with the schemas of $name judge as check does',
  async ({ choice }) => {
    const contracts = await loadContracts({ ...choice, unchecked: true });
    const judged = judgedEvents(contracts, 5);
    for (const draft of drafts) {
      const { schema, losses } = eventSchema(contracts, draft);
      const hasDecimals = losses.some((each) => each.includes('multipleOf'));
      const options = hasDecimals ? { ...usual, multipleOfPrecision: 9 } : usual;
      const validate = validators[draft](options).compile(JSON.parse(JSON.stringify(schema)));
      const wrong = judged.find(({ event, isValid }) => validate(event) !== isValid);
      expect([draft, wrong, wrong && !validate(wrong.event) && validate.errors]).toEqual([draft, undefined, undefined]);
    }
    for (const verdict of [true, false])
      expect(judged.filter(({ isValid }) => isValid === verdict).length).toBeGreaterThan(10);
  },
);
