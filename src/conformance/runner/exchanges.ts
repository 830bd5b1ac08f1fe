import type { Contract } from '../../contract/load.ts';
import type { ExchangeText } from '../../report.ts';
import type { Keys } from '../../signature/keys.ts';
import type { Delivery } from './deliver.ts';
import { exchangeText, scrubbed, scrubber } from './redact.ts';

/** More of them only make a report long. */
const most = 5;

/** The exchanges of a case that its report shows: the first ones, and in any case the one that decided. */
export function shownExchanges(
  deliveries: readonly Delivery[],
  faulty: number | undefined,
  contract: Contract,
  keys: Keys,
): ExchangeText[] {
  const of = deliveries.length;
  // What came just before the one that decided tells more than what came first.
  const from = faulty === undefined || faulty < most ? 0 : faulty - most + 1;
  return deliveries.slice(from, from + most).map(({ request, outcome }, index) => {
    const scrub = scrubber(request, contract, keys);
    const number = from + index + 1;
    return {
      ...exchangeText(request, scrubbed(outcome, scrub), scrub),
      ...(of > 1 ? { number, of } : {}),
      ...(of > 1 && number - 1 === faulty ? { faulty: true as const } : {}),
    };
  });
}
