import type { Application } from '../edge/server.ts';
import type { PlannedCall } from '../scenario/plan.ts';
import type { PlanOptions, SimulateCallOptions, TestCall, TestOptions, TestUpstream } from './options.ts';

export { type ErrorCode, isUserError, type UserError } from '../errors.ts';
export type { PlannedCall, PlannedEvent } from '../scenario/plan.ts';
export type {
  CallWishes,
  PlanOptions,
  SimulateCallOptions,
  TestCall,
  TestDelivery,
  TestOptions,
  TestUpstream,
} from './options.ts';
export type { Application };

/**
 * Delivers a whole call to an application, at once and in order, and gives what it responded. `scenario` is a name; the
 * default one is taken without it. Throws a usage error with near names for one that is unknown.
 */
export async function simulateCall(
  application: Application,
  scenario?: string,
  options: SimulateCallOptions = {},
): Promise<TestCall> {
  const { deliverCall } = await import('./deliver-call.ts');
  return deliverCall(application, scenario, options);
}

/** Starts the mocked API on a free port of this machine: calls go through at once, and are the same for the same seed. */
export async function startUpstream(options: TestOptions = {}): Promise<TestUpstream> {
  const { openUpstream } = await import('./open-upstream.ts');
  return openUpstream(options);
}

/**
 * Plans the events of one call without delivering them, in order and with their times. Throws a usage error for a scenario
 * that is unknown, and an input error for one that the contract or the lifecycle does not allow.
 */
export async function planScenario(scenario?: string, options: PlanOptions = {}): Promise<PlannedCall> {
  const [{ loadContracts }, { loadScenarios, pickScenario }, { planCall }] = await Promise.all([
    import('../contract/load.ts'),
    import('../scenario/load.ts'),
    import('../scenario/plan.ts'),
  ]);
  const contracts = await loadContracts(options);
  const chosen = pickScenario(await loadScenarios(contracts, options.scenarioFolders), scenario);
  const { id = 'call-1', startedAt = new Date(), facts = [] } = options;
  return planCall(chosen, contracts.all[0], { id, startedAt, facts });
}
