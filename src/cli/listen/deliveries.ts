import { isLike } from '../../causes/glob.ts';
import type { Contracts } from '../../contract/load.ts';
import type { Answered } from '../../edge/answered.ts';
import { createReplay } from '../../inspector/replay.ts';
import type { Attempt } from '../../journal/journal.ts';
import type { Keys } from '../../signature/keys.ts';
import { requestLine, requestLogger } from '../../telemetry/logged-request.ts';

interface Hearing {
  keys: Keys;
  /** Restricts what is shown, by globs; nothing where there are none. */
  types: readonly string[];
  /** Says where the last delivery is sent again. */
  to: URL | undefined;
  print(line: string): void;
}

/** Makes what prints a line for each delivery that is wanted, and sends the last of them again. */
export function heardDeliveries(contracts: Contracts, { keys, types, to, print }: Hearing) {
  const logged = requestLogger(contracts, keys);
  const replay = createReplay({ keys, origins: to ? [to.origin] : [], option: '--to' });
  const isWanted = ({ type = '', operation = '' }: Attempt): boolean =>
    types.length === 0 || types.some((glob) => isLike(type, glob) || isLike(operation, glob));
  let last: Attempt | undefined;
  return {
    answered(answered: Answered): void {
      const { attempt } = answered;
      if (!attempt || !isWanted(attempt)) return;
      last = attempt;
      print(requestLine(logged(answered), new Date()));
    },
    async replayLast(): Promise<void> {
      if (!last) return print('nothing has come that could be sent again');
      if (!to) return print('say where to send it: start again with --to URL');
      const { operation } = last;
      const contract = contracts.every.find((each) => each.operation.name === operation) ?? contracts.all[0];
      const result = await replay(to.href, { ...last, sequence: 0, event: 0 }, contract);
      const shown = to.origin + to.pathname;
      if (typeof result === 'string') return print(`→ not sent to ${shown}: ${result}`);
      print(
        `→ ${result.status ?? result.why} ${contract.operation.method.toUpperCase()} ${shown}  ${Math.round(result.durationMs)} ms`,
      );
    },
  };
}
