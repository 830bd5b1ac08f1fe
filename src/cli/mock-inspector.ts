import { withCurrentKeys } from '../delivery/curl.ts';
import { isAccepted, isDenied } from '../delivery/sender.ts';
import { createInspector, type Inspector } from '../inspector/routes.ts';
import type { Attempt, Outcome } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory/journal.ts';
import { jsonMediaType } from '../openapi/media-types.ts';
import { parseJson } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Keys } from '../signature/keys.ts';
import { metricsRoute } from '../telemetry/metrics.ts';
import { deliveryFigures } from '../telemetry/receiver-figures.ts';
import type { MockDelivery } from '../upstream/calls/begin.ts';
import type { UpstreamApi } from '../upstream/load.ts';
import { callLines } from './curl-lines.ts';
import { curlWriter } from './inspector.ts';

/** Shows what a mock delivered, the newest of which is kept in memory, and counts it. */
export interface MockInspector extends Inspector {
  /** Notes an attempt to deliver. */
  note(delivery: MockDelivery): void;
  /** Notes how a request was answered. */
  answered(status: number): void;
}

interface MockSetup {
  keys: Keys;
  allowedHosts: readonly string[];
  /** Tell a shell the development keys, where the mock has those. */
  exports: readonly string[];
}

/** Makes the page that shows the deliveries of a mock, and what they were answered. */
export function mockInspector(api: UpstreamApi, { keys, allowedHosts, exports }: MockSetup): MockInspector {
  const journal = memoryJournal();
  const callbacks = api.callers.flatMap((caller) => caller.callbacks);
  const write = curlWriter(keys);
  const inspector = createInspector({
    journal,
    info: api.document.info,
    operations: callbacks.map(({ contract }) => contract),
    lifecycles: async () =>
      callbacks.flatMap(({ contract: { operation }, scenarios: { lifecycle } }) =>
        lifecycle ? [{ ...lifecycle, operation: operation.name }] : [],
      ),
    role: 'sender',
    start: (base) =>
      callLines(api, base).map(([says, line]) => ({
        says: `Ask for ${says}`,
        command: [...exports, withCurrentKeys(line, keys)].join('\n'),
      })),
    // A delivery of a mock has its whole address for its target.
    curl: (attempt, contract) => write(attempt, contract, ''),
    replay: {
      keys,
      origins: allowedHosts.flatMap((host) => [`http://${host}`, `https://${host}`]),
      option: '--allow-host',
    },
  });
  const figures = deliveryFigures();
  return {
    token: inspector.token,
    routes: [metricsRoute(figures.figures), ...inspector.routes],
    answered: (status) => figures.answered({ status, attempt: undefined, durationMs: 0 }),
    note(delivery) {
      const attempt = attemptOf(delivery);
      void journal.append(attempt);
      figures.answered({ status: attempt.status, attempt, durationMs: delivery.receipt.durationMs });
    },
  };
}

/** Gives what a page shows of a delivery: the answer stands for the verdict. */
function attemptOf({ callback, receipt, body, type, call, method, target }: MockDelivery): Attempt {
  const { contract } = callback;
  const found = contract.identity && valueAt(parseJson(body.toString()), contract.identity);
  const outcome: Outcome = isAccepted(receipt) ? 'accepted' : isDenied(receipt) ? 'denied' : 'refused';
  const message = receipt.kind === 'answer' ? `it was answered ${receipt.status}` : `no answer came: ${receipt.why}`;
  return {
    ...{ receivedAt: Date.now(), method, target, body, outcome, type },
    headers: [['content-type', jsonMediaType(contract.body.mediaTypes)]],
    status: receipt.kind === 'answer' ? receipt.status : 0,
    operation: contract.operation.name,
    identity: typeof found === 'string' || typeof found === 'number' ? String(found) : call,
    findings: outcome === 'accepted' ? [] : [{ rule: 'answer', pointer: '', message }],
  };
}
