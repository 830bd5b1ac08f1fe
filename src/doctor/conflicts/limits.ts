import { toPointer } from '../../schema/pointer.ts';
import { nearestMultiple } from '../../schema/validate/decimals.ts';
import type { Conjunct } from './conjuncts.ts';
import { isNumber } from './values.ts';

/** Writes where a keyword stands, and what it says. */
export function keywordAt({ path, schema }: Conjunct, keyword: string): string {
  const value = JSON.stringify(schema[keyword]) ?? '';
  return `${toPointer([...path, keyword])} (${value.length > 60 ? `${value.slice(0, 60)}…` : value})`;
}

/** Holds the tightest limit that several schemas set by a keyword. */
interface Limit {
  value: number;
  by: Conjunct;
  keyword: string;
}

/** Finds the tightest of the limits that some keywords set: 1 looks for the greatest, -1 for the least. */
export function tightest(conjuncts: readonly Conjunct[], keywords: readonly string[], sign: 1 | -1): Limit | undefined {
  const all = conjuncts.flatMap((by) =>
    keywords.flatMap((keyword): Limit[] => {
      const value = by.schema[keyword];
      return isNumber(value) ? [{ value, by, keyword }] : [];
    }),
  );
  const exclusive = (limit: Limit): number => (limit.keyword.startsWith('exclusive') ? 1 : 0);
  return all.toSorted((a, b) => sign * (b.value - a.value) || exclusive(b) - exclusive(a))[0];
}

/** Says which lower limit and which upper one leave nothing between them; `isWhole`: of whole numbers. */
export function limitsConflict(
  lower: Limit | undefined,
  upper: Limit | undefined,
  isWhole: boolean,
): string | undefined {
  if (!lower || !upper) return undefined;
  const isExclusive = [lower, upper].some(({ keyword }) => keyword.startsWith('exclusive'));
  const isEmpty = lower.value > upper.value || (lower.value === upper.value && isExclusive);
  const least = lower.keyword === 'exclusiveMinimum' ? Math.floor(lower.value) + 1 : Math.ceil(lower.value);
  const most = upper.keyword === 'exclusiveMaximum' ? Math.ceil(upper.value) - 1 : Math.floor(upper.value);
  if (!isEmpty && !(isWhole && least > most)) return undefined;
  return `${keywordAt(lower.by, lower.keyword)} and ${keywordAt(upper.by, upper.keyword)} exclude each other`;
}

/** Finds a step no multiple of which lies between the bounds. */
export function multiplesConflict(conjuncts: readonly Conjunct[]): string | undefined {
  const lower = tightest(conjuncts, ['minimum', 'exclusiveMinimum'], 1);
  const upper = tightest(conjuncts, ['maximum', 'exclusiveMaximum'], -1);
  if (!lower || !upper) return undefined;
  for (const by of conjuncts) {
    const { multipleOf } = by.schema;
    if (!isNumber(multipleOf) || multipleOf <= 0) continue;
    const first = nearestMultiple(lower.value, multipleOf, 'up');
    const isAtEnd = lower.keyword === 'exclusiveMinimum' && first === lower.value;
    const least = isAtEnd ? first + multipleOf : first;
    if (least > upper.value || (least === upper.value && upper.keyword === 'exclusiveMaximum'))
      return `${keywordAt(by, 'multipleOf')}, ${keywordAt(lower.by, lower.keyword)} and ${keywordAt(upper.by, upper.keyword)} exclude each other`;
  }
  return undefined;
}

/** Finds a list that must hold more than its end, or its greatest count, lets it. */
export function endConflict(conjuncts: readonly Conjunct[]): string | undefined {
  const least = [
    ...conjuncts.map((by) => ({ by, keyword: 'minItems', value: by.schema.minItems })),
    ...conjuncts.flatMap((by) =>
      by.schema.contains === undefined ? [] : [{ by, keyword: 'minContains', value: by.schema.minContains }],
    ),
  ];
  const most = [
    ...conjuncts.map((by) => ({ by, keyword: 'maxItems', value: by.schema.maxItems })),
    ...conjuncts.flatMap((by) => {
      const isClosed = (by.schema.items as unknown) === false;
      return isClosed ? [{ by, keyword: 'items', value: by.schema.prefixItems?.length ?? 0 }] : [];
    }),
  ];
  for (const low of least)
    for (const high of most)
      if (isNumber(low.value) && isNumber(high.value) && low.value > high.value)
        return `${keywordAt(low.by, low.keyword)} and ${keywordAt(high.by, high.keyword)} exclude each other`;
  return undefined;
}
