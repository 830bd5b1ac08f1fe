import type { Proof } from '../../diagnosis.ts';
import type { Finding } from '../../finding.ts';
import type { Json } from '../../schema/json.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { sentence } from '../../schema/validate/describe.ts';
import type { Defect } from '../rule.ts';

/** Holds how one defect is judged: by the document as published, with all repaired but this, and as meant. */
export interface DefectReadings {
  /** A text says why the document cannot be used at all as it is published. */
  published: Validator | string;
  without: Validator;
  intended: Validator;
}

interface WrongVerdict {
  event: Json;
  published: Finding[] | string;
  rest: Finding[];
  meant: Finding[];
  /** Tells whether the verdict is wrong already as published, or only once other defects are repaired. */
  open: boolean;
}

/**
 * Finds an event that shows one defect: its verdict is wrong as published, and right only once this defect is repaired too.
 * A defect may hide behind another, which lets its events pass for a wrong reason; then the event is one that shows it once
 * the others are repaired. `isFlaw` tells of a repair that changes a verdict which it should not.
 */
export function findProof(
  defect: Defect,
  readings: DefectReadings,
  candidates: { likely: Iterable<Json>; others: readonly Json[] },
): { proof: Proof | undefined; isFlaw: boolean } {
  let isFlaw = false;
  const bestOf = (events: Iterable<Json>): WrongVerdict | undefined => {
    let best: WrongVerdict | undefined;
    for (const event of events) {
      const wrong = wrongVerdict(event, readings);
      if (!wrong) continue;
      const direction = isTaken(wrong.rest) ? 'taken' : 'refused';
      if (defect.oneWay && direction !== defect.shows) isFlaw = true;
      else if (!best || rankOf(defect, wrong) < rankOf(defect, best)) best = wrong;
    }
    return best;
  };
  // What is made for the defect shows it better than what happens to.
  const [likely, other] = [bestOf(candidates.likely), bestOf(candidates.others)];
  const best = likely?.open || !other ? likely : other;
  return { proof: best && proofBy(best), isFlaw };
}

function wrongVerdict(event: Json, { published, without, intended }: DefectReadings): WrongVerdict | undefined {
  const [rest, meant] = [without(event), intended(event)];
  if ((rest.length === 0) === (meant.length === 0)) return undefined;
  const raw = typeof published === 'string' ? published : published(event);
  return { event, published: raw, rest, meant, open: isTaken(raw) !== (meant.length === 0) && typeof raw !== 'string' };
}

function isTaken(findings: Finding[] | string): boolean {
  return findings.length === 0;
}

/** Ranks events: those with a wrong verdict as things are come first, then the kind that shows the defect best, then short ones. */
function rankOf({ shows }: Defect, { event, rest, open }: WrongVerdict): number {
  const kind = (isTaken(rest) ? 'taken' : 'refused') === shows;
  return (open ? 0 : 2e6) + (kind ? 0 : 1e6) + Math.min(JSON.stringify(event).length, 999_999);
}

function proofBy({ event, published, rest, meant, open }: WrongVerdict): Proof {
  const before = typeof published === 'string' ? published : `${verdictText(published)}, for a wrong reason`;
  const hidden = `${verdictText(rest)}, once the other defects are repaired (before: ${before})`;
  return { event, raw: open ? verdictText(published as Finding[]) : hidden, intended: verdictText(meant) };
}

function verdictText([finding]: Finding[]): string {
  return finding ? `refused: ${sentence(finding)}` : 'taken';
}
