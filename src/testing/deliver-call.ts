import { deliveryPath } from '../delivery/parameters.ts';
import { createSender } from '../delivery/sender.ts';
import { type Application, openApplication } from '../edge/server.ts';
import { userError } from '../errors.ts';
import { pickScenario } from '../scenario/load.ts';
import { planCall } from '../scenario/plan.ts';
import { createCall } from '../upstream/calls/call.ts';
import type { Callback } from '../upstream/load.ts';
import type { SimulateCallOptions, TestCall } from './options.ts';
import { collector, deliverySettings, repeatable, sharedApi } from './settings.ts';

/** Delivers a whole call to an application, as `simulateCall` says. */
export async function deliverCall(
  application: Application,
  scenario: string | undefined,
  options: SimulateCallOptions,
): Promise<TestCall> {
  const { callers, source } = await sharedApi(options);
  const [callback] = callers.flatMap(({ callbacks }) => callbacks);
  if (!callback) throw userError('input', `${source}: no operation calls back, so there is no call to simulate`);
  const { contract, scenarios } = callback;
  const chosen = scenario === undefined ? callback.scenario : pickScenario(scenarios, scenario);
  const { keys, ...delivery } = deliverySettings(options, contract);
  const { now, newId, random } = repeatable(options.seed ?? 1);
  const [startedAt, collected] = [now(), collector()];
  const { url, close } = await openApplication(application, options.path ?? deliveryPath(contract));
  try {
    const call = createCall({
      ...delivery,
      planned: planCall(chosen, contract, { id: newId(), startedAt, facts: repeatedFacts(callback, options) }),
      callback: callback.name,
      target: url,
      startedAt,
      lifecycle: scenarios.lifecycle,
      ending: () => [],
      openSender: () => createSender({ url, contract, keys, timeoutMs: delivery.timeoutMs, connections: 1 }),
      random,
      onAttempt: (made) => collected.add(callback, made),
    });
    call.start();
    await call.idle();
    return { id: call.id, scenario: chosen.name, deliveries: collected.deliveries };
  } finally {
    await close();
  }
}

/** Gives what each event repeats of the request that asked for the call. */
function repeatedFacts({ echo }: Callback, { metadata }: SimulateCallOptions) {
  const repeated = echo.filter(([, { source }]) => metadata !== undefined && source?.side === 'request');
  return repeated.map(([pointer]) => [pointer, metadata] as const);
}
