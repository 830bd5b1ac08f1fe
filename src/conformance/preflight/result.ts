import { conceal } from '../../conceal.ts';
import type { Contract } from '../../contract/load.ts';
import { quoted } from '../../delivery/curl.ts';
import type { CaseResult } from '../../report.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Keys } from '../../signature/keys.ts';
import { type CaseNames, sourceAt } from '../cases/case.ts';
import type { Delivery } from '../runner/deliver.ts';
import { reportedExchanges } from '../runner/evidence/exchanges.ts';
import { keyRedactor, withoutQueryValues } from '../runner/evidence/redact.ts';
import { reproduction } from '../runner/evidence/reproduce.ts';
import type { Target } from '../targets/target.ts';
import type { Refusal } from './diagnose.ts';
import { hasEnded } from './preflight.ts';

/** Says why there is nothing to judge: a refusal, or an error that came before. */
export type Hindrance = Pick<Refusal, 'message'> & { hint?: string } & Partial<Refusal>;

/** Makes the result of what comes before the cases: an error where nothing can be judged then, a failure where the receiver ended. */
export function preflightResult(
  { message, hint, actual = '', delivery }: Hindrance,
  target: Pick<Target, 'kind' | 'url' | 'again'>,
  { contract, keys }: { contract: Contract; keys: Keys },
): CaseResult {
  const names: CaseNames = {
    id: 'preflight.accepted',
    title: 'a good event is accepted, before anything is judged',
    group: 'preflight',
    level: 'MUST',
    requirement: {
      source: sourceAt(contract, `${toPointer(contract.operation.location)}/responses`),
      quote: 'a receiver accepts the events of its contract',
    },
  };
  const why = keyRedactor(keys)(conceal(hint ? `${message}. ${hint}` : message));
  const result = {
    ...names,
    status: delivery && hasEnded(delivery) ? ('FAIL' as const) : ('ERROR' as const),
    expected: '',
    actual,
    why,
    reproduce: '',
    durationMs: 0,
  };
  if (!delivery) return result;
  const single = { ...names, steps: [delivery.step], together: [], effects: false, alone: false };
  const again = keyRedactor(keys)(reproduction(single, delivery.request, target, { contract, keys }));
  const { durationMs } = delivery.outcome;
  const judged: CaseResult = {
    ...result,
    expected: '2xx',
    // No run selects it: each begins with it.
    reproduce: withoutWrongPath(again.replace(/ --case \S+$/, ''), target.url, delivery),
    durationMs: Math.round(durationMs * 10) / 10,
    exchanges: reportedExchanges([delivery], 0, contract, keys),
  };
  return withoutQueryValues(judged, target.url);
}

/** Puts a path to be filled in into a command line, in the place of one that is none of the receiver's. */
function withoutWrongPath(again: string, { pathname }: URL, { outcome }: Delivery): string {
  const isWrong = outcome.kind === 'answer' && [404, 405, 410, 501].includes(outcome.response.status);
  return isWrong ? again.replace(` --path ${quoted(pathname)}`, () => ` --path ${quoted('/your/path')}`) : again;
}
