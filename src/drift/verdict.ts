import type { Change, Culprit, CulpritName } from '../change.ts';
import type { Finding } from '../finding.ts';
import type { Judge } from '../schema/compile.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';
import type { Group } from './traffic/groups.ts';
import { placeOf, related } from './traffic/observe.ts';
import type { Place } from './traffic/places.ts';
import { isUnreadable } from './traffic/rules.ts';
import { speakableValue } from './traffic/speakable.ts';

/** All that is known when the verdict is given; a source that was not given is undefined. */
export interface Known {
  /** How the contract's places are called; an empty tree will do where there is no traffic. */
  root: Place;
  contract: Judge;
  spec: { changes: readonly Change[]; judge: Judge } | undefined;
  traffic: { groups: readonly Group[]; events: number } | undefined;
  implementation: { changes: readonly Change[]; judge: Judge } | undefined;
}

/**
 * One verdict over all sources: for each kind of event that they disagree about, who is to follow whom. The witness of each
 * change and each group of recorded events are held against every document, so that evidence never rests on names alone.
 */
export function culpritsOf(known: Known): Culprit[] {
  const sources = [known.spec, known.traffic, known.implementation].filter((each) => each !== undefined);
  // A receiver's own answers speak for the implementation, even where nothing else does.
  if (sources.length < 2) return answered(known).flatMap((each) => fromTraffic(each, known));
  const announced = (known.spec?.changes ?? [])
    .filter(({ level }) => level === 'breaking')
    .map((each) => fromSpec(each, known));
  const refusals = (known.implementation?.changes ?? [])
    .filter(({ level, witness }) => level === 'breaking' && witness)
    .map((each) => fromImplementation(each, known));
  const seen = (known.traffic?.groups ?? []).flatMap((each) => fromTraffic(each, known));
  return withoutTwins([...announced, ...seen, ...refusals]);
}

function answered({ traffic }: Known): Group[] {
  return traffic?.groups.filter(({ kind }) => kind === 'answered') ?? [];
}

type Evidence = Culprit['evidence'];

/** The published document allows, or does, what the contract does not know. */
function fromSpec(change: Change, known: Known): Culprit {
  const event = change.witness?.event;
  const finding = event === undefined ? undefined : known.contract(event)[0];
  const place = finding ? placeOf(finding, known.root, event) : change.pointer;
  const value = finding?.rule === 'enum' || finding?.rule === 'const' ? valueIn(event, finding) : change.after;
  const groups = known.traffic?.groups.filter((each) => each.kind === 'refused' && sameKind(each, place, value)) ?? [];
  const count = groups.reduce((sum, each) => sum + each.count, 0);
  const follows =
    event !== undefined && known.implementation ? allows(known.implementation.judge, event, place, known) : undefined;
  const evidence: Evidence = [
    { source: 'contract', says: finding ? 'refuses it' : 'does not know it' },
    { source: 'spec', says: event === undefined ? `changed: ${change.rule}` : 'allows it' },
    ...trafficSays(known, count),
    ...(follows === undefined ? [] : implementationSays(follows)),
  ];
  const proof =
    count > 0 ? 'the published document and the traffic agree against the contract' : 'the published document moved';
  const todo =
    follows === false ? '; the contract and the implementation are to follow' : '; the contract is to follow';
  return {
    culprit: 'upstream changed',
    pointer: place,
    value: printableValue(value),
    why: `${proof}${todo}`,
    evidence,
  };
}

/** Recorded events disagree with the contract, its document as published, or the receiver. */
function fromTraffic(group: Group, known: Known): Culprit[] {
  const { kind, pointer, value, count, refused } = group;
  // What cannot even be read tells nothing of a contract.
  if (kind === 'unknown' || isUnreadable(group.rule)) return [];
  if (kind === 'answered') {
    const evidence: Evidence = [
      { source: 'contract', says: 'allows it' },
      ...(known.spec ? [{ source: 'spec' as const, says: allowed(refused.spec, count) }] : []),
      { source: 'traffic', says: events(count) },
      { source: 'implementation', says: `answered ${value} ${count === 1 ? 'once' : `${count} times`}` },
    ];
    const why = 'the receiver refused real events that the contract allows';
    return [{ culprit: 'implementation wrong', pointer, value: null, why, evidence }];
  }
  const both: Evidence = [
    { source: 'contract', says: kind === 'literal' ? 'refuses it as published, allows it as intended' : 'refuses it' },
    ...(known.spec ? [{ source: 'spec' as const, says: allowed(refused.spec, count) }] : []),
    ...trafficSays(known, count),
    ...(known.implementation ? implementationSays((refused.implementation ?? 0) === 0) : []),
  ];
  const entry = (culprit: CulpritName, why: string): Culprit[] => [
    { culprit, pointer, value: printableValue(value), why, evidence: both },
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

/** The implementation refuses what the contract allows. */
function fromImplementation(change: Change, known: Known): Culprit {
  const event = change.witness?.event;
  const finding = known.implementation?.judge(event)[0];
  const place = finding ? placeOf(finding, known.root, event) : change.pointer;
  const published = known.spec ? allows(known.spec.judge, event, place, known) : undefined;
  const evidence: Evidence = [
    { source: 'contract', says: 'allows it' },
    ...(published === undefined ? [] : [{ source: 'spec' as const, says: published ? 'allows it' : 'refuses it' }]),
    { source: 'implementation', says: 'refuses it' },
  ];
  const value = finding?.rule === 'enum' || finding?.rule === 'const' ? valueIn(event, finding) : change.after;
  const common = { pointer: place, value: printableValue(value), evidence };
  if (published === false) {
    const why = 'the published document refuses it as the implementation does; the contract is to follow';
    return { culprit: 'upstream changed', ...common, why };
  }
  const others =
    published === undefined ? 'the contract allows it' : 'the contract and the published document allow it';
  return { culprit: 'implementation wrong', ...common, why: `it refuses what may come: ${others}` };
}

/** Whether a document has nothing against an event at a place. */
function allows(judge: Judge, event: unknown, place: string, { root }: Known): boolean {
  return !judge(event).some((finding) => related(placeOf(finding, root, event), place));
}

function sameKind(group: Group, place: string, value: unknown): boolean {
  return group.pointer === place && (group.value === undefined || typeof value !== 'string' || group.value === value);
}

function valueIn(event: unknown, { pointer }: Finding): unknown {
  return valueAt(event, fromPointer(pointer));
}

function printableValue(value: unknown): unknown {
  return speakableValue(value) ?? null;
}

function trafficSays({ traffic }: Known, count: number): Evidence {
  if (!traffic) return [];
  const says = count === 0 ? `not seen in ${events(traffic.events)}` : `${count} of ${events(traffic.events)}`;
  return [{ source: 'traffic', says }];
}

function implementationSays(agrees: boolean): Evidence {
  return [{ source: 'implementation', says: agrees ? 'allows it' : 'refuses it' }];
}

function allowed(refused = 0, count: number): string {
  if (refused === 0) return 'allows it';
  return refused === count ? 'refuses it' : `refuses ${refused} of them`;
}

function events(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
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
