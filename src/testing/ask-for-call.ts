import { authenticated } from '../delivery/delivery.ts';
import { parseJson } from '../schema/json.ts';
import type { Keys } from '../signature/keys.ts';
import { scenarioHeader } from '../upstream/calls/begin.ts';
import { exampleRequest, type Wishes } from '../upstream/example-request.ts';
import type { Caller } from '../upstream/load.ts';

/** Holds where a mock answers, the operation of it that is asked, and the keys of whoever asks. */
export interface AskedMock {
  url: string;
  caller: Caller;
  keys: Keys;
}

/** Asks a mock for a call, as a client of its API does, and gives its answer. Throws an error that says why it refused. */
export async function askForCall(
  { url, caller, keys }: AskedMock,
  { scenario, ...wishes }: Wishes & { scenario?: string },
): Promise<unknown> {
  const request = exampleRequest(caller, wishes);
  if (!request) throw new Error(`${caller.method.toUpperCase()} ${caller.path} takes no JSON body`);
  const body = Buffer.from(JSON.stringify(request.body));
  const { target, headers } = authenticated({ ...request, body }, caller.security, keys);
  const chosen = scenario === undefined ? [] : [[scenarioHeader, scenario] as const];
  const all = new Headers([...headers, ...chosen].map(([name, value]) => [name, value]));
  const answer = await fetch(url + target, { method: request.method, headers: all, body });
  const text = await answer.text();
  if (answer.ok) return parseJson(text);
  const why = answer.headers.get('sl-violations') ?? text;
  throw new Error(`the call was refused: ${answer.status} ${why}`);
}
