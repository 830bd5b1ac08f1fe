import type { Change, Culprit, CulpritName } from '../../change.ts';
import type { Group } from '../traffic/groups.ts';
import { isUnreadable } from '../traffic/rules.ts';
import {
  allows,
  alreadyHas,
  type Evidence,
  eventsText,
  implementationSays,
  type Known,
  printableValue,
  shown,
  specSays,
  trafficSays,
} from './evidence.ts';
import { refusedDelivery } from './refused-deliveries.ts';

/**
 * One verdict over all sources: for each kind of event that they disagree about, who is to follow whom. The witness of each
 * change and each group of recorded events are held against every document, so that evidence never rests on names alone.
 */
export function culpritsOf(known: Known): Culprit[] {
  const sources = [known.spec, known.traffic, known.implementation].filter((each) => each !== undefined);
  const groups = known.traffic?.groups ?? [];
  // A receiver's own answers speak for the implementation, even where nothing else does.
  const told = sources.length < 2 ? groups.filter(({ kind }) => kind === 'answered') : groups;
  const seen = told.flatMap((each) => fromTraffic(each, known));
  if (sources.length < 2) return seen;
  const announced = breaking(known.spec).map((each) => fromSpec(each, known));
  const refusals = breaking(known.implementation).flatMap((each) => fromImplementation(each, known));
  return withoutTwins([...announced, ...seen, ...refusals]);
}

function breaking(source: Known['spec']): Change[] {
  return (source?.changes ?? []).filter(({ level }) => level === 'breaking');
}

/** The published document allows, or does, what the contract does not know. */
function fromSpec(change: Change, known: Known): Culprit {
  const { event, place, value, count } = shown(change, known.contract, 'refused', known);
  const { implementation } = known;
  const follows =
    event === undefined
      ? alreadyHas(implementation, change) || undefined
      : implementation && allows(implementation.validator, event, place, known);
  const evidence: Evidence = [
    { source: 'contract', says: event === undefined ? 'does not know it' : 'refuses it' },
    { source: 'spec', says: event === undefined ? `changed: ${change.rule}` : 'allows it' },
    ...trafficSays(known, count),
    ...(follows === undefined ? [] : implementationSays(follows)),
  ];
  const proof = count
    ? 'the published document and the traffic agree against the contract'
    : 'the published document moved';
  const todo =
    follows === false ? '; the contract and the implementation are to follow' : '; the contract is to follow';
  return { culprit: 'upstream changed', pointer: place, value: printableValue(value), why: proof + todo, evidence };
}

/** Recorded events disagree with the contract, its document as published, or the receiver. */
function fromTraffic(group: Group, known: Known): Culprit[] {
  const { kind, pointer, value, count, refused } = group;
  // What cannot even be read tells nothing of a contract, and what an implementation declines is told by its document.
  if (kind === 'unknown' || kind === 'declined' || isUnreadable(group.rule)) return [];
  if (kind === 'answered') return [refusedDelivery(group, known)];
  const evidence: Evidence = [
    { source: 'contract', says: kind === 'literal' ? 'refuses it as published, allows it as intended' : 'refuses it' },
    ...specSays(known, refused.spec, count),
    ...trafficSays(known, count),
    ...(known.implementation ? implementationSays((refused.implementation ?? 0) === 0) : []),
  ];
  const entry = (culprit: CulpritName, why: string): Culprit[] => [
    { culprit, pointer, value: printableValue(value), why, evidence },
  ];
  if (kind === 'literal')
    return entry('contract wrong', 'its document refuses what it is meant to allow; the overlay repairs it');
  if (known.spec && (refused.spec ?? 0) < count)
    return entry(
      'upstream changed',
      'the published document and the traffic agree against the contract; the contract is to follow',
    );
  const also = known.implementation && (refused.implementation ?? 0) === 0 ? ' and the implementation' : '';
  const document = known.spec ? 'the contract and the published document' : 'the contract';
  return entry('contract wrong', `the traffic${also} agree${also ? '' : 's'} against ${document}`);
}

/** The implementation refuses, or does not know, what the contract allows. */
function fromImplementation(change: Change, known: Known): Culprit[] {
  const { spec, implementation } = known;
  if (!implementation) return [];
  const { event, place, value, count } = shown(change, implementation.validator, 'declined', known);
  const common = { pointer: place, value: printableValue(value) };
  if (event === undefined) {
    // Where it has what was published since, the published document's own entry says so.
    if (spec && alreadyHas(spec, change)) return [];
    const evidence: Evidence = [
      { source: 'contract', says: 'asks for it' },
      { source: 'implementation', says: `does otherwise: ${change.rule}` },
    ];
    return [{ culprit: 'implementation wrong', ...common, why: 'it does otherwise than the contract', evidence }];
  }
  const published = spec && allows(spec.validator, event, place, known);
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...(published === undefined ? [] : [{ source: 'spec' as const, says: published ? 'allows it' : 'refuses it' }]),
    ...trafficSays(known, count),
    { source: 'implementation', says: 'refuses it' },
  ];
  if (count) {
    const why = `it refuses what comes: ${eventsText(count)} that the contract allows`;
    return [{ culprit: 'implementation wrong', ...common, why, evidence }];
  }
  if (published === false) {
    const why = 'the published document refuses it as the implementation does; the contract is to follow';
    return [{ culprit: 'upstream changed', ...common, why, evidence }];
  }
  const others =
    published === undefined ? 'the contract allows it' : 'the contract and the published document allow it';
  return [{ culprit: 'implementation wrong', ...common, why: `it refuses what may come: ${others}`, evidence }];
}

/** Several changes may come down to one place; what is first has most to say. */
function withoutTwins(culprits: readonly Culprit[]): Culprit[] {
  const seen = new Set<string>();
  return culprits.filter(({ culprit, pointer, value }) => {
    const key = JSON.stringify([culprit, pointer, value]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
