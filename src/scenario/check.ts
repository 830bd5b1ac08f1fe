import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { Validator } from '../schema/validate/compile.ts';
import { sentence } from '../schema/validate/describe.ts';
import { allowedIn, type Lifecycle, type LifecycleFile, stateAfter } from './lifecycle.ts';
import { planCall } from './plan.ts';
import type { Scenario } from './scenario.ts';

/** Throws an input error that names the step whose event the contract refuses. */
export function checkEvents(scenario: Scenario, contract: Contract, validate: Validator): void {
  const call = { id: 'call-1', startedAt: new Date(Date.UTC(2026, 0, 15, 9, 30)), facts: [] };
  for (const [index, { body }] of planCall(scenario, contract, call).events.entries()) {
    const [finding] = validate(JSON.parse(body.toString()));
    if (!finding) continue;
    const { file, steps } = scenario;
    throw userError('input', `${file}: ${steps[index]?.label}: ${sentence(finding)} (${contract.title})`);
  }
}

/** Throws an input error that names the step which the lifecycle does not allow. */
export function checkOrder(scenario: Scenario, lifecycle: Lifecycle, from = lifecycle.start): void {
  let state = from;
  for (const { type, label } of scenario.steps) {
    const next = stateAfter(lifecycle, state, type);
    if (next === undefined) {
      throw userError('input', `${scenario.file}: ${label}: ${type} is not allowed in the state "${state}"`, {
        hint: `Allowed there: ${allowedIn(lifecycle, state).join(', ') || 'nothing, it is final'}.`,
      });
    }
    state = next;
  }
}

/** Throws an input error when two scenarios cannot be told apart by name or digits. */
export function refuseDuplicates(scenarios: readonly Scenario[]): void {
  for (const key of ['name', 'digits'] as const) {
    const groups = Map.groupBy(scenarios, (each) => each[key]);
    groups.delete(undefined);
    const [first, second] = [...groups.values()].find(({ length }) => length > 1) ?? [];
    if (first && second) throw userError('input', `${second.file}: the ${key} ${first[key]} is taken by ${first.file}`);
  }
}

/** Throws an input error when the scenario that follows an abort is unknown, or not allowed from where a call can be ended. */
export function checkAbort(lifecycle: LifecycleFile, scenarios: readonly Scenario[]): void {
  if (!lifecycle.abort) return;
  const { from, scenario: name } = lifecycle.abort;
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) throw userError('input', `${lifecycle.file}: abort: there is no scenario "${name}"`);
  for (const state of from) checkOrder(scenario, lifecycle, state);
}
