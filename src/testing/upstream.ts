import { type Application, openApplication } from '../edge/application.ts';
import { userError } from '../errors.ts';
import type { Json } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import { idPlace } from '../upstream/begin.ts';
import { callableTargets } from '../upstream/targets.ts';
import { askForCall } from './ask.ts';
import { collector, type TestCall } from './deliveries.ts';
import { apiOf, deliveryOf, type TestOptions } from './options.ts';
import { repeatable } from './repeatable.ts';

export interface CallWishes {
  /** Who gets the events: an application of this process, or the URL of one. */
  to: Application;
  /** The path of an application in this process; the contract's when absent. */
  path?: string;
  /** The name of a scenario. */
  scenario?: string;
  /** What each event repeats of the request. */
  metadata?: Json;
  /** More of the request's body. */
  body?: { [key: string]: Json };
}

export interface TestUpstream {
  /** Where the API answers, e.g. `http://127.0.0.1:40123`. */
  url: string;
  /** Asks for a call as a client of the API does, and waits for its end. */
  call(wishes: CallWishes): Promise<TestCall>;
  /** Waits until no call is under way, whoever asked for it, and gives all of them. */
  idle(): Promise<TestCall[]>;
  /** Ends it; nothing stays open. */
  close(): Promise<void>;
}

/** Starts the mocked API on a free port of this machine: calls go through at once, and are the same for the same seed. */
export async function startUpstream(options: TestOptions = {}): Promise<TestUpstream> {
  // Prism brings along a package that reports installations and starts to its maker.
  process.env.SCARF_ANALYTICS = 'false';
  const [api, { startMock }] = await Promise.all([apiOf(options), import('../upstream/server.ts')]);
  const collected = new Map<string, ReturnType<typeof collector>>();
  const delivery = deliveryOf(options);
  const server = await startMock({
    ...delivery,
    ...repeatable(options.seed ?? 1),
    api,
    port: 0,
    host: '127.0.0.1',
    targets: callableTargets(options.allowedHosts),
    onDelivery({ call, callback, type, body, attempt, receipt }) {
      const own = collected.get(call) ?? collector();
      collected.set(call, own);
      own.add(callback, type, body, attempt, receipt);
    },
  });
  const testCall = ({ id, scenario }: { id: string; scenario: string }): TestCall => {
    return { id, scenario, deliveries: collected.get(id)?.deliveries ?? [] };
  };
  return {
    url: server.url,
    async call({ to, path, ...wishes }) {
      const [caller] = api.callers;
      const [callback] = caller?.callbacks ?? [];
      if (!caller || !callback) throw userError('input', `${api.contract.source}: no operation calls back`);
      const receiver = await openApplication(to, path ?? callback.contract.operation.path);
      try {
        const answer = await askForCall(
          server.url,
          api,
          caller,
          { ...wishes, receiverUrl: receiver.url.href },
          delivery.keys,
        );
        const place = idPlace(caller.callbacks);
        const id = place && valueAt(answer, place);
        const calls = id === undefined ? server.calls.newest() : server.calls.find(String(id));
        await Promise.all(calls.map((call) => call.idle()));
        return testCall(calls[0]?.view() ?? { id: '', scenario: '' });
      } finally {
        await receiver.close();
      }
    },
    async idle() {
      await server.calls.idle();
      const views = server.calls.views();
      return views.filter(({ id }, at) => views.findIndex((each) => each.id === id) === at).map(testCall);
    },
    close: () => server.close(),
  };
}
