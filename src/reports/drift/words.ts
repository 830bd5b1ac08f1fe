import {
  type Change,
  type Culprit,
  changeLevels,
  type DriftReport,
  gates,
  type Seen,
  type TrafficCoverage,
} from '../../change.ts';
import { counted } from '../text/terminal.ts';

/** How a report of drift is written. */
export interface DriftRenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** The version of the package. */
  version: string;
}

/** The verdict in words, as every format begins: `FAIL 2 breaking, 1 safe`. */
export function verdictOf(report: DriftReport): string {
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

/** What was compared: `openapi.yaml against published.yaml, 12 recorded events`. */
export function comparedIn({ compared }: DriftReport): string | undefined {
  if (!compared) return undefined;
  const { contract, spec, traffic, implementation } = compared;
  const others = [
    ...(spec === undefined ? [] : [`${spec} (published)`]),
    ...(traffic ? [`${counted(traffic.events, 'recorded event')} (traffic)`] : []),
    ...(implementation === undefined ? [] : [`${implementation} (implementation)`]),
  ];
  return `${contract} against ${others.join(', ')}`;
}

const longestValue = 200;

/** `"a" → "b"`; undefined where there is nothing to show. */
export function transition({ before, after }: Change): string | undefined {
  if (before === null && after === null) return undefined;
  if (before === null) return `+ ${valueText(after)}`;
  return after === null ? `- ${valueText(before)}` : `${valueText(before)} → ${valueText(after)}`;
}

export function valueText(value: unknown, longest = longestValue): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** `12 events, first a.ndjson:3, last a.ndjson:90 (2026-01-01T…), answered 400 ×12` */
export function seenText({ count: number, first, last, statuses = {} }: Seen): string {
  const answers = Object.entries(statuses).map(([status, times]) => `${status} ×${times}`);
  return [
    counted(number, 'event'),
    `first ${placeText(first)}`,
    ...(number > 1 ? [`last ${placeText(last)}`] : []),
    ...(answers.length > 0 ? [`answered ${answers.join(', ')}`] : []),
  ].join(', ');
}

function placeText({ file, line, at }: Seen['first']): string {
  return `${file}:${line}${at === undefined ? '' : ` (${at})`}`;
}

/** What each source says, side by side. */
export function evidenceText({ evidence }: Culprit): string {
  return evidence.map(({ source, says }) => `${sourceNames[source]}: ${says}`).join(' | ');
}

const sourceNames: Record<Culprit['evidence'][number]['source'], string> = {
  contract: 'contract',
  spec: 'published',
  traffic: 'traffic',
  implementation: 'implementation',
};

export function coverageText({ types, properties, values }: TrafficCoverage): string {
  const share = ({ seen, total }: { seen: number; total: number }, what: string): string =>
    `${seen} of ${total} ${what}`;
  const parts = [
    ...(types.total > 0 ? [share(types, 'event types')] : []),
    share(properties, 'properties'),
    share(values, 'listed values'),
  ];
  return `The traffic shows ${parts.join(', ')}.`;
}

const mostNames = 8;

/** The first of many names, and how many more there are. */
export function namesText(names: readonly string[], most = mostNames): string {
  const more = names.length - most;
  return [...names.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** Changes that are told one by one; the others are listed. */
export function toldAlone(report: DriftReport): Change[] {
  return report.changes.filter(
    (change) => change.level === 'breaking' || change.level === 'risky' || gates(change, report.failOn),
  );
}

/** The others, by level and rule. */
export function listed(report: DriftReport): { level: string; rule: string; changes: Change[] }[] {
  const alone = new Set(toldAlone(report));
  const rest = report.changes.filter((change) => !alone.has(change));
  const groups = Map.groupBy(rest, ({ level, rule }) => `${level} ${rule}`);
  return [...groups.values()].map((changes) => ({
    level: changes[0]?.level ?? '',
    rule: changes[0]?.rule ?? '',
    changes,
  }));
}

/** What a change in a list is called: its place, and the value where there is one. */
export function shortName(change: Change): string {
  const value = change.after ?? change.before;
  const place = change.pointer === '' ? '(the whole)' : change.pointer;
  return value === null ? place : `${place} ${valueText(value, 60)}`;
}
