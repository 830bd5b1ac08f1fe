import { createSender } from '../delivery/sender.ts';
import { type Application, openApplication } from '../edge/application.ts';
import { userError } from '../errors.ts';
import { planCall } from '../scenario/plan.ts';
import { pickScenario } from '../scenario/scenario.ts';
import type { Json } from '../schema/json.ts';
import { createCall } from '../upstream/call.ts';
import { collector, type TestCall } from './deliveries.ts';
import { apiOf, deliveryOf, type TestOptions } from './options.ts';
import { repeatable } from './repeatable.ts';

export interface SimulateOptions extends TestOptions {
  /** The path of an application in this process; the contract's when absent. */
  path?: string;
  /** What each event repeats of the request that asked for the call; the scenario's own when absent. */
  metadata?: Json;
}

/**
 * Delivers a whole call to an application, at once and in order, and gives what it answered. `scenario` is a name; the
 * default one is taken without it. Throws a usage error with near names for one that is unknown.
 */
export async function simulateCall(
  application: Application,
  scenario?: string,
  options: SimulateOptions = {},
): Promise<TestCall> {
  const { callers, contract: own } = await apiOf(options);
  const [callback] = callers.flatMap(({ callbacks }) => callbacks);
  if (!callback) throw userError('input', `${own.source}: no operation calls back, so there is no call to simulate`);
  const { contract, scenarios, echo } = callback;
  const chosen = scenario === undefined ? callback.scenario : pickScenario(scenarios, scenario);
  const { keys, ...delivery } = deliveryOf(options);
  const { now, newId, random } = repeatable(options.seed ?? 1);
  const { metadata } = options;
  const repeated = echo.filter(([, { place }]) => metadata !== undefined && place?.side === 'request');
  const facts = repeated.map(([pointer]) => [pointer, metadata] as const);
  const [startedAt, collected] = [now(), collector()];
  const { url, close } = await openApplication(application, options.path ?? contract.operation.path);
  try {
    const call = createCall({
      ...delivery,
      planned: planCall(chosen, contract, { id: newId(), startedAt, facts }),
      callback: callback.name,
      target: url,
      startedAt,
      lifecycle: scenarios.lifecycle,
      ending: () => [],
      openSender: () => createSender({ url, contract, keys, timeoutMs: delivery.timeoutMs, connections: 1 }),
      random,
      onAttempt: ({ type }, body, attempt, receipt) => collected.add(callback, type, body, attempt, receipt),
    });
    call.start();
    await call.idle();
    return { id: call.id, scenario: chosen.name, deliveries: collected.deliveries };
  } finally {
    await close();
  }
}
