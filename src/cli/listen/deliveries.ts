import { isLike } from '../../causes/glob.ts';
import type { Contracts } from '../../contract/load.ts';
import type { Answered } from '../../edge/answered.ts';
import { refusalJudge } from '../../inspector/judge-again.ts';
import { createReplay } from '../../inspector/replay.ts';
import type { Attempt } from '../../journal/journal.ts';
import type { Keys } from '../../signature/keys.ts';
import { requestLine, requestLogger } from '../../telemetry/logged-request.ts';

interface Hearing {
  keys: Keys;
  /** Restricts what is shown, by globs; nothing where there are none. */
  types: readonly string[];
  /** Is how deep events may be nested. */
  maxDepth?: number;
  /** Says where the last delivery is sent again. */
  to: URL | undefined;
  print(line: string): void;
}

/** Makes what prints a line for each delivery that is wanted, with all that is wrong with it below, and sends the last of them again. */
export function heardDeliveries(contracts: Contracts, { keys, types, maxDepth, to, print }: Hearing) {
  const logged = requestLogger(contracts, keys);
  const moreFindings = furtherFindings(contracts, logged, maxDepth);
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
      for (const line of moreFindings(answered, attempt)) print(`${indent}${line}`);
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

/** Puts what else is wrong below the line of its delivery. */
const indent = ' '.repeat(14);
/** Bounds what is told of one delivery beside what its line says, and of how many in a second: in a flood nobody reads it. */
const mostTold = 10;
const mostInSecond = 10;

/** Makes what says what else is wrong with a delivery that was refused: a receiver looks for the first finding alone. */
function furtherFindings({ all }: Contracts, logged: ReturnType<typeof requestLogger>, maxDepth: number | undefined) {
  const judge = refusalJudge(all, maxDepth);
  let [second, inSecond] = [0, 0];
  return (answered: Answered, attempt: Attempt): string[] => {
    if (attempt.outcome !== 'refused') return [];
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) [second, inSecond] = [now, 0];
    if (++inSecond > mostInSecond) return [];
    const [, ...more] = judge({ ...attempt, sequence: 0, event: 0 }).findings;
    const told = more.slice(0, mostTold).flatMap((each) => {
      const { finding } = logged({ ...answered, attempt: { ...attempt, findings: [each] } });
      return finding ? [`${finding.pointer} ${finding.message}`.trim()] : [];
    });
    const left = more.length - told.length;
    return left > 0 ? [...told, `and ${left} more, which the page shows`] : told;
  };
}
