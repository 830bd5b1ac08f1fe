import { userError } from '../../errors.ts';
import type { Report } from '../../report.ts';

/** Holds the report of one shard, counted from 1. */
export interface ShardReport {
  file: string;
  report: Report;
  index: number;
  count: number;
}

/** Puts the shards in order. Throws an input error unless each is there once. */
export function orderedShards(files: readonly { file: string; report: Report }[]): ShardReport[] {
  const shards = files.map(({ file, report }) => ({ file, report, ...parseShard(report.suite.shard, file) }));
  const found = new Map<number, ShardReport>();
  const count = shards[0]?.count ?? 0;
  for (const shard of shards) {
    if (shard.count !== count) {
      const [first] = shards;
      throw userError('input', `${shard.file}: is a shard of ${shard.count}, but ${first?.file} is one of ${count}`);
    }
    const twin = found.get(shard.index);
    if (twin) throw userError('input', `${shard.file}: shard ${shard.index}/${count} is in ${twin.file} already`);
    found.set(shard.index, shard);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !found.has(index));
  if (missing.length > 0) throw missingShards(missing, count, shards);
  return shards.toSorted((a, b) => a.index - b.index);
}

/** A report of no shard is the whole: the first of one. */
function parseShard(shard: string | null, file: string): { index: number; count: number } {
  const [, index = 0, count = 0] = /^(\d{1,4})\/(\d{1,4})$/.exec(shard ?? '1/1')?.map(Number) ?? [];
  if (index >= 1 && index <= count) return { index, count };
  throw userError('input', `${file}: "${shard}" is no shard`, { hint: 'A shard is written as 2/8.' });
}

function missingShards(missing: readonly number[], count: number, shards: readonly ShardReport[]): Error {
  const names = missing.slice(0, 5).map((index) => `${index}/${count}`);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
  const files = shards.map(({ file }) => file).join(', ');
  return userError('input', `${files}: shard ${names.join(', ')}${more} is missing`);
}
