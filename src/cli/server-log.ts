import type { Command } from 'commander';
import { Option } from 'commander';
import type { Contracts } from '../contract/load.ts';
import type { Answered } from '../edge/answered.ts';
import { hasSignature } from '../openapi/security.ts';
import { printable } from '../printable.ts';
import type { Keys } from '../signature/keys.ts';
import { type LogForm, logForms, openLog } from '../telemetry/log.ts';
import { type LoggedRequest, requestLogger } from '../telemetry/logged-request.ts';
import type { Streams } from './context.ts';

/** Holds what the log of a receiver is made of. */
interface ReceiverLog {
  /** Says something that is about no request. */
  say(line: string): void;
  /** Hears of each request; undefined where nothing is said of them. */
  answered: ((answered: Answered) => void) | undefined;
}

/** Adds the option that says how a server tells of requests. */
export function addLogOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--log <form>',
      'what is said of each request on standard error (default: pretty, on a terminal)',
    ).choices(logForms),
  );
}

/**
 * Opens the log of a receiver on standard error. Unless a form is chosen, requests are told on a terminal alone; elsewhere only
 * why a signed one is denied, which nobody else says.
 */
export async function openReceiverLog(
  form: LogForm | undefined,
  { stderr }: Pick<Streams, 'stderr'>,
  { contracts, keys }: { contracts: Contracts; keys: Keys },
): Promise<ReceiverLog> {
  const chosen = form ?? (stderr.isTTY ? 'pretty' : 'none');
  const { say, request } = await openLog(chosen, stderr);
  const logged = requestLogger(contracts, keys);
  if (chosen !== 'none') return { say, answered: (answered) => request(logged(answered)) };
  const isSigned = contracts.all.some(({ security }) => hasSignature(security));
  if (form === 'none' || !isSigned) return { say, answered: undefined };
  const tellDenial = (answered: Answered): void => {
    if (answered.attempt?.outcome === 'denied') say(denialLine(logged(answered)));
  };
  return { say, answered: tellDenial };
}

function denialLine({ status, method, target, finding }: LoggedRequest): string {
  return printable(`${status} ${method} ${target}  ${finding?.message}`);
}
