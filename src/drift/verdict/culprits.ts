import type { Change, Culprit, CulpritName } from '../../change.ts';
import { eventsText, isUnreadable, unknownOperation } from '../traffic/changes.ts';
import type { FindingGroup } from '../traffic/groups.ts';
import { printableValue } from '../traffic/printable-words.ts';
import type { TrafficReading } from '../traffic/read.ts';
import type { OperationReading, Readings } from '../traffic/readings.ts';
import {
  allowsAt,
  alreadyHas,
  type Evidence,
  type KnownDocument,
  type KnownSources,
  showChange,
  sourceSays,
  specSays,
  trafficSays,
} from './evidence.ts';

/** Gives the verdict over each operation. A change that touches several is judged by the first, whose event its witness is. */
export function allCulprits(
  { contracts, of }: Readings,
  changes: { spec: readonly Change[]; implementation: readonly Change[] },
  traffic: TrafficReading | undefined,
): Culprit[] {
  const [only, another] = contracts.all;
  if (!another) return culpritsOf(knownSources(of(only), changes, traffic));
  const names = contracts.all.map(({ operation }) => operation.name);
  const judgeOf = ({ affects }: Change) => affects.find((each) => names.includes(each)) ?? names[0];
  return contracts.all.flatMap((contract) => {
    const { name } = contract.operation;
    const own = (all: readonly Change[]): readonly Change[] =>
      all.filter((change) => change.level !== 'breaking' || judgeOf(change) === name);
    const [spec, implementation] = [own(changes.spec), own(changes.implementation)];
    const groups = traffic?.groups.filter(({ operation }) => operation === name) ?? [];
    if (groups.length === 0 && breakingChanges([...spec, ...implementation]).length === 0) return [];
    const reading = of(contract);
    const shown = reading.events > 0 ? { groups, events: reading.events } : undefined;
    return culpritsOf(knownSources(reading, { spec, implementation }, shown)).map((each) => ({
      ...each,
      operation: name,
    }));
  });
}

function knownSources(
  { root, validators }: OperationReading,
  changes: { spec: readonly Change[]; implementation: readonly Change[] },
  traffic: KnownSources['traffic'],
): KnownSources {
  const document = (source: 'spec' | 'implementation'): KnownDocument | undefined => {
    const validator = validators.others.get(source);
    return validator && { changes: changes[source], validator };
  };
  const [spec, implementation] = [document('spec'), document('implementation')];
  return { root, contract: validators.contract, spec, traffic, implementation };
}

/**
 * Gives one verdict over all sources: for each kind of event that they disagree about, who is to follow whom. The witness of
 * each change and each group of recorded events are held against every document, so that evidence never rests on names alone.
 */
export function culpritsOf(known: KnownSources): Culprit[] {
  const sources = [known.spec, known.traffic, known.implementation].filter((each) => each !== undefined);
  const groups = known.traffic?.groups ?? [];
  // A receiver's own responses speak for the implementation, even where nothing else does.
  const speaking = sources.length < 2 ? groups.filter(({ kind }) => kind === 'answered') : groups;
  const seen = speaking.flatMap((each) => fromTraffic(each, known));
  if (sources.length < 2) return seen;
  const announced = breakingChanges(known.spec?.changes).map((each) => fromSpec(each, known));
  const refusals = breakingChanges(known.implementation?.changes).flatMap((each) => fromImplementation(each, known));
  // Several changes may come down to one location; what is first has most to say.
  const all = new Map<string, Culprit>();
  for (const each of [...announced, ...seen, ...refusals]) {
    const key = JSON.stringify([each.culprit, each.pointer, each.value]);
    if (!all.has(key)) all.set(key, each);
  }
  return [...all.values()];
}

function breakingChanges(changes: readonly Change[] = []): Change[] {
  return changes.filter(({ level }) => level === 'breaking');
}

function shownValue(value: unknown): unknown {
  return printableValue(value) ?? null;
}

/** Reports that the published document allows, or does, what the contract does not know. */
function fromSpec(change: Change, known: KnownSources): Culprit {
  const { event, pointer, value, count } = showChange(change, known.contract, 'refused', known);
  const { implementation } = known;
  const follows =
    event === undefined
      ? alreadyHas(implementation, change) || undefined
      : implementation && allowsAt(implementation.validator, event, pointer, known);
  const evidence: Evidence = [
    { source: 'contract', says: event === undefined ? 'does not know it' : 'refuses it' },
    { source: 'spec', says: event === undefined ? `changed: ${change.rule}` : 'allows it' },
    ...trafficSays(known, count),
    ...sourceSays('implementation', follows),
  ];
  const proof = count
    ? 'the published document and the traffic agree against the contract'
    : 'the published document moved';
  const followers = follows === false ? 'the contract and the implementation are' : 'the contract is';
  const why = `${proof}; ${followers} to follow`;
  return { culprit: 'upstream changed', pointer, value: shownValue(value), why, evidence };
}

/** Reports that recorded events disagree with the contract, its document as published, or the receiver. */
function fromTraffic(group: FindingGroup, known: KnownSources): Culprit[] {
  const { kind, pointer, value, count, refused } = group;
  // What cannot even be read tells nothing of a contract, and what an implementation declines is in its document.
  if (kind === 'unknown' || kind === 'declined' || isUnreadable(group.rule)) return [];
  if (group.rule === unknownOperation) return [];
  if (kind === 'answered') return [refusedDelivery(group, known)];
  const takes = known.implementation && (refused.implementation ?? 0) === 0;
  const evidence: Evidence = [
    { source: 'contract', says: kind === 'literal' ? 'refuses it as published, allows it as intended' : 'refuses it' },
    ...specSays(known, group),
    ...trafficSays(known, count),
    ...sourceSays('implementation', takes),
  ];
  const [culprit, why] = trafficVerdict(group, known, takes === true);
  return [{ culprit, pointer, value: shownValue(value), why, evidence }];
}

function trafficVerdict(
  { kind, count, refused }: FindingGroup,
  { spec }: KnownSources,
  implementationAgrees: boolean,
): [CulpritName, why: string] {
  if (kind === 'literal')
    return ['contract wrong', 'its document refuses what it is meant to allow; the overlay repairs it'];
  if (spec && (refused.spec ?? 0) < count) {
    const why = 'the published document and the traffic agree against the contract; the contract is to follow';
    return ['upstream changed', why];
  }
  const agree = implementationAgrees ? 'the traffic and the implementation agree' : 'the traffic agrees';
  return ['contract wrong', `${agree} against the contract${spec ? ' and the published document' : ''}`];
}

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
function refusedDelivery(group: FindingGroup, known: KnownSources): Culprit {
  const { pointer, value, count } = group;
  const aspect = aspects.find(({ statuses }) => statuses.includes(Number(value)));
  const moved = known.spec?.changes.find(({ rule, level }) => level === 'breaking' && aspect?.rules.test(rule));
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...(moved ? [{ source: 'spec' as const, says: `changed: ${moved.rule}` }] : specSays(known, group)),
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

/** Reports that the implementation refuses, or does not know, what the contract allows. */
function fromImplementation(change: Change, known: KnownSources): Culprit[] {
  const { spec, implementation } = known;
  if (!implementation) return [];
  const { event, pointer, value, count } = showChange(change, implementation.validator, 'declined', known);
  const common = { pointer, value: shownValue(value) };
  if (event === undefined) {
    // Where it has what was published since, the published document's own entry says so.
    if (spec && alreadyHas(spec, change)) return [];
    const evidence: Evidence = [
      { source: 'contract', says: 'asks for it' },
      { source: 'implementation', says: `does otherwise: ${change.rule}` },
    ];
    return [{ culprit: 'implementation wrong', ...common, why: 'it does otherwise than the contract', evidence }];
  }
  const published = spec && allowsAt(spec.validator, event, pointer, known);
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...sourceSays('spec', published),
    ...trafficSays(known, count),
    { source: 'implementation', says: 'refuses it' },
  ];
  if (!count && published === false) {
    const why = 'the published document refuses it as the implementation does; the contract is to follow';
    return [{ culprit: 'upstream changed', ...common, why, evidence }];
  }
  const others = published ? 'the contract and the published document allow it' : 'the contract allows it';
  const why = count
    ? `it refuses what comes: ${eventsText(count)} that the contract allows`
    : `it refuses what may come: ${others}`;
  return [{ culprit: 'implementation wrong', ...common, why, evidence }];
}
