import type { Contracts } from '../contract/load.ts';
import { withCurrentKeys } from '../delivery/curl.ts';
import { ownPath } from '../edge/own-routes.ts';
import { userError } from '../errors.ts';
import { asItCame } from '../inspector/replay.ts';
import { createInspector, type Inspector, type InspectorSetup } from '../inspector/routes.ts';
import type { StartLine } from '../inspector/views.ts';
import type { Journal, StoredAttempt } from '../journal/journal.ts';
import { once } from '../once.ts';
import { loadLifecycles } from '../scenario/load.ts';
import type { Keys } from '../signature/keys.ts';
import { deliveryCurl, firstDelivery, isCurlable, type SimulateFlags, simulateCommand } from './curl-lines.ts';
import { developmentExports } from './options.ts';

/** Holds the options of a page. */
export type InspectorFlags = SimulateFlags & {
  replayTo?: string[];
  scenarios?: string[];
  maxDepth?: number;
};

/** Makes the page that shows what was received. A folder with a lifecycle is read at once, so that its faults are told. */
export async function receiverInspector(
  contracts: Contracts,
  { flags, journal, keys, token }: { flags: InspectorFlags; journal: Journal; keys: Keys; token: string },
): Promise<Inspector> {
  const lifecycles = once(() => loadLifecycles(contracts, flags.scenarios));
  if (flags.scenarios) await lifecycles();
  return createInspector({
    ...{
      journal,
      info: contracts,
      operations: contracts.all,
      lifecycles,
      role: 'receiver',
      token,
      maxDepth: flags.maxDepth,
    },
    ownOperations: contracts.every.map(({ operation }) => operation.name),
    start: receiverStart(contracts.all, keys, flags),
    curl: curlWriter(keys),
    replay: { keys, origins: flags.replayTo ?? [], option: '--replay-to' },
  });
}

/** Writes what makes a first event appear in a receiver: a line that delivers one, and a whole simulation. */
function receiverStart(all: Contracts['all'], keys: Keys, flags: SimulateFlags): (base: string) => StartLine[] {
  return (base) => {
    const { isCurl, contract, command } = firstDelivery(all, base, flags);
    const simulation = {
      says: 'Deliver a whole scenario, event by event',
      command: simulateCommand(contract, base, flags),
    };
    if (!isCurl) return isCurlable(contract) ? [{ says: 'Deliver one event', command }, simulation] : [simulation];
    const curl = withCurrentKeys(command, keys);
    // Whoever pastes it into a new terminal has no keys there.
    const lines = [...developmentExports(keys, flags, contract), curl].join('\n');
    return [{ says: 'Deliver one event', command: lines }, simulation];
  };
}

/** Makes what writes a stored delivery as a curl line, with keys of the environment; null where no shell can write it. */
export function curlWriter(keys: Keys): InspectorSetup['curl'] {
  return (attempt: StoredAttempt, contract, base) => {
    const { body, target, method } = attempt;
    if (!body || !isCurlable(contract) || !isText(body)) return null;
    const own = asItCame(attempt, contract);
    const { headers } = own;
    return withCurrentKeys(deliveryCurl(own, base, { body: body.toString(), headers, target, method }), keys);
  };
}

const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** Tells whether bytes can stand in a command that is pasted: UTF-8 without what a terminal takes for a key or an order. */
function isText(body: Buffer): boolean {
  const text = body.toString('utf8');
  return !control.test(text) && Buffer.from(text).equals(body);
}

/** Reads an origin to which events may be sent again. Throws a usage error for what is none. */
export function replayOrigin(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url.origin;
  throw userError('usage', '--replay-to wants an origin, such as https://staging.example.com');
}

/** Tells where the page is, and what it asks for before it sends anything. */
export function pageLine(base: string, token: string): string {
  return `look at them:  ${base}${ownPath}  (token for replays: ${token})`;
}
