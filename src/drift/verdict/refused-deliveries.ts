import type { Culprit } from '../../change.ts';
import { eventsText } from '../traffic/changes.ts';
import type { FindingGroup } from '../traffic/groups.ts';
import { type Evidence, type KnownSources, specSays } from './evidence.ts';

/** Lists of what a response may speak besides the body, and the rules by which a published document changes it. */
const aspects: readonly { statuses: readonly number[]; rules: RegExp; what: string }[] = [
  { statuses: [401, 403], rules: /^(security|parameter)-/, what: 'how deliveries prove themselves' },
  { statuses: [404, 405, 410], rules: /^(path-moved|method-changed)$/, what: 'where events are delivered' },
  { statuses: [406, 415], rules: /^media-type-/, what: 'in which form events are delivered' },
];

/**
 * Reports that a receiver refused recorded events whose bodies the contract allows. Where the published document changed just
 * what such a response speaks of, the receiver only kept to the old contract.
 */
export function refusedDelivery({ pointer, value, count, refused }: FindingGroup, known: KnownSources): Culprit {
  const aspect = aspects.find(({ statuses }) => statuses.includes(Number(value)));
  const moved = known.spec?.changes.find(({ rule, level }) => level === 'breaking' && aspect?.rules.test(rule));
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...(moved ? [{ source: 'spec' as const, says: `changed: ${moved.rule}` }] : specSays(known, refused.spec, count)),
    { source: 'traffic', says: eventsText(count) },
    { source: 'implementation', says: `answered ${value} ${count === 1 ? 'once' : `${count} times`}` },
  ];
  const common = { pointer, value: null, evidence };
  if (moved) {
    const why = `the published document changed ${aspect?.what}, and the receiver refused real events; both are to follow`;
    return { culprit: 'upstream changed', ...common, why };
  }
  const doubt = aspect ? `, unless ${aspect.what} was not as the contract has it, which a recording does not show` : '';
  const why = `the receiver refused real events that the contract allows${doubt}`;
  return { culprit: 'implementation wrong', ...common, why };
}
