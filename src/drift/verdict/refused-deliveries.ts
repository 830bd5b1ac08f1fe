import type { Change, Culprit } from '../../change.ts';
import type { Group } from '../traffic/groups.ts';
import { type Evidence, eventsText, type Known, specSays } from './evidence.ts';

/** Of what an answer may speak besides the body: the rules by which a published document changes it. */
const spokenOf: readonly { statuses: readonly number[]; rules: RegExp; what: string }[] = [
  { statuses: [401, 403], rules: /^(security|parameter)-/, what: 'how deliveries prove themselves' },
  { statuses: [404, 405, 410], rules: /^(path-moved|method-changed)$/, what: 'where events are delivered' },
  { statuses: [406, 415], rules: /^media-type-/, what: 'in which form events are delivered' },
];

/**
 * A receiver refused recorded events whose bodies the contract allows. Where the published document changed just what such
 * an answer speaks of, the receiver only kept to the old contract.
 */
export function refusedDelivery({ pointer, value, count, refused }: Group, known: Known): Culprit {
  const spoken = spokenOf.find(({ statuses }) => statuses.includes(Number(value)));
  const moved = spoken && (known.spec?.changes ?? []).find((change) => isCause(change, spoken.rules));
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...(moved ? [{ source: 'spec' as const, says: `changed: ${moved.rule}` }] : specSays(known, refused.spec, count)),
    { source: 'traffic', says: eventsText(count) },
    { source: 'implementation', says: `answered ${value} ${count === 1 ? 'once' : `${count} times`}` },
  ];
  const common = { pointer, value: null, evidence };
  if (moved) {
    const why = `the published document changed ${spoken?.what}, and the receiver refused real events; both are to follow`;
    return { culprit: 'upstream changed', ...common, why };
  }
  const doubt = spoken ? `, unless ${spoken.what} was not as the contract has it, which a recording does not show` : '';
  const why = `the receiver refused real events that the contract allows${doubt}`;
  return { culprit: 'implementation wrong', ...common, why };
}

function isCause({ rule, level }: Change, rules: RegExp): boolean {
  return level === 'breaking' && rules.test(rule);
}
