import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { mended } from '../schema/samples/mended.ts';
import type { Validator } from '../schema/validate/compile.ts';
import type { Scenario } from './scenario.ts';

/**
 * Makes the scenario of a contract that has none: the fullest valid sample of every event type, or of every variant where
 * there are no types, a second apart. Throws an input error when no valid sample can be made at all.
 */
export function everyEvent(contract: Contract, validate: Validator): Scenario {
  const ways = contract.variants.flatMap((variant) => {
    const types = contract.typePath ? (variant.tags[0]?.values ?? [undefined]) : [undefined];
    return types.map((type) => ({ type, body: mended(exampleOf(variant, 'maximal', [type]), validate) }));
  });
  const steps = ways
    .filter(({ body }) => validate(body).length === 0)
    .map(({ type = 'event', body }, index) => {
      const label = `step ${index + 1} (${type})`;
      return { afterMs: index === 0 ? 0 : 1000, mark: undefined, type, label, template: body };
    });
  if (steps.length === 0) {
    throw userError('input', `${contract.source}: no legal example of an event can be made from its schemas`, {
      hint: 'Write a scenario of your own; conformance/README.md tells how.',
    });
  }
  const title = 'Every event that the contract knows, once';
  return { name: 'every-event', title, digits: undefined, isDefault: true, steps, file: contract.source };
}
