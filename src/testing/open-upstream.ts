import { authenticated } from '../delivery/delivery.ts';
import { deliveryPath } from '../delivery/parameters.ts';
import { openApplication } from '../edge/server.ts';
import { callableTargets } from '../edge/targets.ts';
import { userError } from '../errors.ts';
import { parseJson } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Keys } from '../signature/keys.ts';
import { idPath, scenarioHeader } from '../upstream/calls/begin.ts';
import { exampleRequest, type Wishes } from '../upstream/example-request.ts';
import { type Caller, securityAround, type UpstreamApi } from '../upstream/load.ts';
import { type RunningMock, startMock } from '../upstream/server.ts';
import type { CallWishes, TestCall, TestOptions, TestUpstream } from './options.ts';
import { collector, deliverySettings, repeatable, sharedApi } from './settings.ts';

/** Starts the mocked API, as `startUpstream` says. */
export async function openUpstream(options: TestOptions): Promise<TestUpstream> {
  // Prism brings along a package that reports installations and starts to its maker.
  process.env.SCARF_ANALYTICS = 'false';
  const api = await sharedApi(options);
  const collected = new Map<string, ReturnType<typeof collector>>();
  const delivery = deliverySettings(options, api.contract ?? { security: securityAround(api) });
  const server = await startMock({
    ...delivery,
    ...repeatable(options.seed ?? 1),
    api,
    port: 0,
    host: '127.0.0.1',
    targets: callableTargets(options.allowedHosts),
    onDelivery({ call, callback, ...attempt }) {
      const own = collected.get(call) ?? collector();
      collected.set(call, own);
      own.add(callback, attempt);
    },
  });
  try {
    await server.loaded;
  } catch (error) {
    await server.close();
    throw error;
  }
  const testCall = ({ id, scenario }: { id: string; scenario: string }): TestCall => {
    return { id, scenario, deliveries: collected.get(id)?.deliveries ?? [] };
  };
  return {
    url: server.url,
    call: async (wishes) => testCall(await callToItsEnd({ server, api, keys: delivery.keys }, wishes)),
    async idle() {
      await server.calls.idle();
      const views = server.calls.views();
      return views.filter(({ id }, at) => views.findIndex((each) => each.id === id) === at).map(testCall);
    },
    close: () => server.close(),
  };
}

/** Asks for a call as a client of the API does, and waits until nothing of it is under way. */
async function callToItsEnd(
  { server, api, keys }: { server: RunningMock; api: UpstreamApi; keys: Keys },
  { to, path, ...wishes }: CallWishes,
): Promise<{ id: string; scenario: string }> {
  const [caller] = api.callers;
  const [callback] = caller?.callbacks ?? [];
  if (!caller || !callback) throw userError('input', `${api.source}: no operation calls back`);
  const receiver = await openApplication(to, path ?? deliveryPath(callback.contract));
  try {
    const wanted = { ...wishes, receiverUrl: receiver.url.href };
    const answer = await askForCall(server.url, caller, keys, wanted);
    const place = idPath(caller.callbacks);
    const id = place && valueAt(answer, place);
    const calls = id === undefined ? server.calls.newest() : server.calls.find(String(id));
    await Promise.all(calls.map((call) => call.idle()));
    return calls[0]?.view() ?? { id: '', scenario: '' };
  } finally {
    await receiver.close();
  }
}

/** Asks the mock at a URL for a call, and gives its answer. Throws an error that says why it refused. */
async function askForCall(
  url: string,
  caller: Caller,
  keys: Keys,
  { scenario, ...wishes }: Wishes & { scenario?: string },
): Promise<unknown> {
  const request = exampleRequest(caller, wishes);
  if (!request) throw new Error(`${caller.method.toUpperCase()} ${caller.path} takes no JSON body`);
  const body = request.body === undefined ? null : Buffer.from(JSON.stringify(request.body));
  const { target, headers } = authenticated({ ...request, body }, { security: caller.security, keys, origin: url });
  const chosen = scenario === undefined ? [] : [[scenarioHeader, scenario] as const];
  const all = new Headers([...headers, ...chosen].map(([name, value]) => [name, value]));
  const answer = await fetch(url + target, { method: request.method, headers: all, body });
  const text = await answer.text();
  if (answer.ok) return parseJson(text);
  throw new Error(`the call was refused: ${answer.status} ${answer.headers.get('sl-violations') ?? text}`);
}
