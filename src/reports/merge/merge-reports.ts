import { withCauses } from '../../causes/find-causes.ts';
import { userError } from '../../errors.ts';
import { type CaseResult, type Coverage, findUnproved, type Report, summarise } from '../../report.ts';

/** Holds a report and the file that it was read from. */
export interface ReportFile {
  file: string;
  report: Report;
}

/** Holds the report of one shard, counted from 1. */
interface ShardReport extends ReportFile {
  index: number;
  count: number;
}

/** Lists what must be the same in all shards, in the words of an error. */
const commonValues: [string, (report: Report) => unknown][] = [
  ['contract', ({ contract }) => contract.digest],
  ['suite version', ({ suite }) => suite.version],
  ['profile', ({ suite }) => suite.profile],
  ['seed', ({ suite }) => suite.seed],
  ['selection of cases', ({ suite }) => suite.selection ?? 'unknown'],
  ['strictness', ({ suite }) => suite.strict ?? false],
  ['target', targetText],
];

/**
 * Makes one report of all shards of a run: each case stands where it would stand without shards. Throws an input error that
 * names the file, if shards are missing, doubled or of another run.
 */
export function mergeReports(files: readonly ReportFile[]): Report {
  const [first] = files;
  if (!first) throw userError('input', 'there is no report to merge');
  for (const each of files) assertSameRun(first, each);
  const shards = orderedShards(files);
  const interrupted = files.some(({ report }) => report.suite.interrupted);
  if (!interrupted) assertWhole(shards);
  const cases = interleaved(shards);
  assertDistinct(shards);
  const durationMs = Math.max(...files.map(({ report }) => report.summary.durationMs));
  const coverage = mergeCoverage(shards.map(({ report }) => report.coverage));
  const { coverage: _, ...rest } = first.report;
  const suite = { ...rest.suite, shard: null, ...(interrupted ? { interrupted } : {}) };
  return withCauses({
    ...rest,
    suite,
    summary: summarise(cases, durationMs, rest.suite.strict),
    notProved: findUnproved({ suite, cases }),
    cases,
    ...(coverage ? { coverage } : {}),
  });
}

function assertSameRun(first: ReportFile, other: ReportFile): void {
  for (const [name, of] of commonValues) {
    const [expected, actual] = [of(first.report), of(other.report)];
    if (expected === actual) continue;
    throw userError('input', `${other.file}: its ${name} is ${actual}, but that of ${first.file} is ${expected}`, {
      hint: 'Only shards of one run can be merged.',
    });
  }
}

/** Names a target; a receiver that a shard started itself has a port of its own. */
function targetText({ target: { kind, url } }: Report): string {
  return kind === 'url' || !URL.canParse(url) ? url : `${kind} ${new URL(url).pathname}`;
}

/** Throws an input error unless each shard is there once. */
function orderedShards(files: readonly ReportFile[]): ShardReport[] {
  const shards = files.map(({ file, report }) => ({ file, report, ...parseShard(report.suite.shard, file) }));
  const [first] = shards;
  const count = first?.count ?? 0;
  const found = new Map<number, ShardReport>();
  for (const shard of shards) {
    if (shard.count !== count)
      throw userError('input', `${shard.file}: is a shard of ${shard.count}, but ${first?.file} is one of ${count}`);
    const twin = found.get(shard.index);
    if (twin) throw userError('input', `${shard.file}: shard ${shard.index}/${count} is in ${twin.file} already`);
    found.set(shard.index, shard);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !found.has(index));
  if (missing.length > 0) {
    const names = missing.slice(0, 5).map((index) => `${index}/${count}`);
    const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
    const given = shards.map(({ file }) => file).join(', ');
    throw userError('input', `${given}: shard ${names.join(', ')}${more} is missing`);
  }
  return shards.toSorted((a, b) => a.index - b.index);
}

/** A report of no shard is the whole: the first of one. */
function parseShard(shard: string | null, file: string): { index: number; count: number } {
  const [, index = 0, count = 0] = /^(\d{1,4})\/(\d{1,4})$/.exec(shard ?? '1/1')?.map(Number) ?? [];
  if (index >= 1 && index <= count) return { index, count };
  throw userError('input', `${file}: "${shard}" is no shard`, { hint: 'A shard is written as 2/8.' });
}

/** The case at index k of shard i of n stands at index k·n + i - 1 of the whole. */
function interleaved(shards: readonly ShardReport[]): CaseResult[] {
  const longest = Math.max(...shards.map(({ report }) => report.cases.length));
  return Array.from({ length: longest }, (_, k) => shards.flatMap(({ report }) => report.cases.slice(k, k + 1))).flat();
}

/** Dealt out in turn, no shard holds more cases than the one before it, nor fewer than the first by more than one. */
function assertWhole(shards: readonly ShardReport[]): void {
  const [first] = shards;
  if (!first) return;
  let most = first.report.cases.length;
  const least = most - 1;
  for (const { file, report } of shards) {
    const { length } = report.cases;
    if (length < least || length > most) {
      const other = `${first.file} holds ${first.report.cases.length}`;
      throw userError('input', `${file}: holds ${length} cases, which does not fit: ${other}`, {
        hint: 'Were all shards run with the same selection of cases?',
      });
    }
    most = length;
  }
}

function assertDistinct(shards: readonly ShardReport[]): void {
  const owners = new Map<string, string>();
  for (const { file, report } of shards) {
    for (const { id } of report.cases) {
      const other = owners.get(id);
      if (other !== undefined) throw userError('input', `${file}: the case ${id} is in ${other} too`);
      owners.set(id, file);
    }
  }
}

/** Merges coverage: a constraint is exercised if any shard exercises it; nothing is said unless every shard says something. */
function mergeCoverage(parts: readonly (Coverage | undefined)[]): Coverage | undefined {
  const known = parts.filter((part) => part !== undefined);
  const [first, ...others] = known;
  if (!first || known.length < parts.length) return undefined;
  const left = others.map(({ unexercised }) => new Set(unexercised.map(constraintKey)));
  const unexercised = first.unexercised.filter((each) => left.every((keys) => keys.has(constraintKey(each))));
  return { constraints: first.constraints, exercised: first.constraints - unexercised.length, unexercised };
}

function constraintKey({ pointer, keyword }: Coverage['unexercised'][number]): string {
  return JSON.stringify([pointer, keyword]);
}
