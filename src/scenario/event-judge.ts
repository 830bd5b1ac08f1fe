import { compileEvents } from '../contract/compile-events.ts';
import type { Contract, Contracts } from '../contract/load.ts';
import { operationTeller } from '../contract/telling/telling.ts';
import type { Finding } from '../finding.ts';

/** Says of which operation an event is, and what is wrong with it; undefined for a valid one. */
export type EventJudge = (event: unknown) => { contract: Contract; finding: Finding | undefined };

/** Makes a judge of events by the operations of a document. */
export function eventJudge({ all, eventFrom }: Contracts): EventJudge {
  const tell = operationTeller(all, eventFrom);
  return (event) => {
    const told = tell({ event });
    const judged = (told.length > 0 ? told : all).map((contract) => ({
      contract,
      finding: compileEvents(contract)(event)[0],
    }));
    return judged.find(({ finding }) => finding === undefined) ?? (judged[0] as ReturnType<EventJudge>);
  };
}
