import {
  type Change,
  type ComparedTraffic,
  type Culprit,
  changeLevels,
  type DriftReport,
  gates,
  type Seen,
  type Share,
  type TrafficCoverage,
} from '../../change.ts';
import { counted } from '../text/terminal.ts';

/** Says how a report of drift is written. */
export interface DriftRenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** The version of the package. */
  version: string;
}

/** Writes the verdict, as every format begins: `FAIL 2 breaking, 1 safe`. */
export function driftVerdict(report: DriftReport): string {
  const counts = changeLevels
    .filter((level) => report.summary[level] > 0)
    .map((level) => `${report.summary[level]} ${level}`);
  const known = report.changes.filter((change) => change.known).length;
  const stale = report.stale?.length ?? 0;
  const parts = [
    counts.join(', ') || 'no drift',
    ...(known > 0 ? [`${known} known`] : []),
    ...(stale > 0 ? [`${counted(stale, 'stale entry', 'stale entries')} in the baseline`] : []),
  ];
  return `${report.verdict === 'fail' ? 'FAIL' : 'PASS'} ${parts.join('; ')}`;
}

/** Writes what was compared: `openapi.yaml against published.yaml, 12 recorded events`. */
export function comparedText({ compared }: DriftReport): string | undefined {
  if (!compared) return undefined;
  const { contract, spec, traffic, implementation } = compared;
  const others = [
    ...(spec === undefined ? [] : [`${spec} (${spec.startsWith('git:') ? 'earlier' : 'published'})`]),
    ...(traffic ? [trafficText(traffic)] : []),
    ...(implementation === undefined ? [] : [`${implementation} (implementation)`]),
  ];
  const operations = compared.operations === undefined ? '' : ` (${compared.operations} operations)`;
  return `${contract}${operations} against ${others.join(', ')}`;
}

function trafficText({ events, others = 0, ambiguous = 0 }: ComparedTraffic): string {
  const more = [
    ...(ambiguous > 0 ? [`${ambiguous} may be of several operations`] : []),
    ...(others > 0 ? [`${others} of other operations not judged`] : []),
  ];
  return `${counted(events, 'recorded event')} (${['traffic', ...more].join('; ')})`;
}

/** Writes what stood there before and after: `"a" → "b"`; undefined where there is nothing to show. */
export function changeText({ before, after }: Change): string | undefined {
  if (before === null && after === null) return undefined;
  if (before === null) return `+ ${listText(after)}`;
  return after === null ? `- ${listText(before)}` : `${listText(before)} → ${listText(after)}`;
}

/** Writes the values of a list one by one, none of them cut in two. */
function listText(value: unknown): string {
  if (!Array.isArray(value)) return valueText(value);
  return `[${namesText(
    value.map((each) => valueText(each)),
    60,
  )}]`;
}

/** Writes a value as JSON, cut off after so many UTF-16 units. */
export function valueText(value: unknown, longest = 200): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Writes how often it was seen: `12 events, first a.ndjson:3, last a.ndjson:90 (2026-01-01T…), answered 400 ×12` */
export function seenText({ count, first, last, statuses = {} }: Seen): string {
  const answers = Object.entries(statuses).map(([status, times]) => `${status} ×${times}`);
  return [
    counted(count, 'event'),
    `first ${placeText(first)}`,
    ...(count > 1 ? [`last ${placeText(last)}`] : []),
    ...(answers.length > 0 ? [`answered ${answers.join(', ')}`] : []),
  ].join(', ');
}

function placeText({ file, line, at }: Seen['first']): string {
  return `${file}:${line}${at === undefined ? '' : ` (${at})`}`;
}

/** Writes what each source says, side by side. */
export function evidenceText({ evidence }: Culprit): string {
  return evidence.map(({ source, says }) => `${source === 'spec' ? 'published' : source}: ${says}`).join(' | ');
}

/** Writes how much of the contract the traffic has shown. */
export function coverageText({ operations, types, properties, values }: TrafficCoverage): string {
  const share = ({ seen, total }: Share, what: string): string => `${seen} of ${total} ${what}`;
  const parts = [
    ...(types.total > 0 ? [share(types, 'event types')] : []),
    share(properties, 'properties'),
    share(values, 'listed values'),
  ];
  return `The traffic shows ${operations ? `${share(operations, 'operations')}; of these ` : ''}${parts.join(', ')}.`;
}

/** Tells whether the names that changes affect are those of operations, too. */
export function namesOperations({ compared }: DriftReport): boolean {
  return compared?.operations !== undefined;
}

/** Writes the first of many names, and how many more there are. */
export function namesText(names: readonly string[], most = 8): string {
  const more = names.length - most;
  return [...names.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** Finds the changes that are written one by one, for they gate or should be looked at; the others are grouped. */
export function reportedAlone(report: DriftReport): Change[] {
  return report.changes.filter(
    (change) => change.level === 'breaking' || change.level === 'risky' || gates(change, report.failOn),
  );
}

/** Names a change in a list: its location, and the value where there is one; and in how many places it is besides. */
export function changeName({ pointer, before, after, also = [] }: Change): string {
  const name = locationText(pointer, after ?? before);
  return also.length === 0 ? name : `${name} (and ${counted(also.length, 'more place')})`;
}

/** Names the other places where a change is written; undefined where there is none. */
export function alsoText({ also = [] }: Change, most?: number): string | undefined {
  if (also.length === 0) return undefined;
  const names = also.map(({ pointer }) => locationText(pointer));
  return `${counted(also.length, 'more place')}: ${namesText(names, most)}`;
}

/** Names what a change affects, and counts its operations where there are too many to see how many; undefined for nothing. */
export function affectedText({ affects, operations = 0 }: Change, most = 8): string | undefined {
  if (affects.length === 0) return undefined;
  const count = operations > most ? `${operations} operations: ` : '';
  return count + namesText(affects, most);
}

/** Names what a verdict is about: its location, and its operation where there are several. */
export function culpritName({ pointer, value, operation }: Culprit): string {
  return locationText(pointer, value) + (operation === undefined ? '' : ` of ${operation}`);
}

/** Names a location by its pointer, and the value in question where there is one. */
export function locationText(pointer: string, value: unknown = null): string {
  return `${pointer || '(the whole)'}${value === null ? '' : ` ${valueText(value, 60)}`}`;
}

/** Says that no event was found, and what was tried; undefined where one was, or none was looked for. */
export function unprovedText({ proof }: Change): string | undefined {
  return proof?.status === 'none-found' ? `no event was found that shows it: ${proof.tried}` : undefined;
}

/** Writes until when a change is suppressed, and why; undefined where it is not. */
export function knownText({ known }: Change): string | undefined {
  return known && `until ${known.expires}: ${known.reason}`;
}
