import { isObject } from '../../schema/json.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { type Conjunct, sharedTypes } from './conjuncts.ts';
import { keywordAt } from './limits.ts';
import { refusingKeyword, valuesListed } from './values.ts';

/** Says which `not` refuses all that is left; undefined where none plainly does. */
export function denialConflict(conjuncts: readonly Conjunct[]): string | undefined {
  for (const each of conjuncts) {
    const { not } = each.schema as { not?: unknown };
    if (not === true || (isObject(not) && Object.keys(not).length === 0))
      return `${keywordAt(each, 'not')} refuses everything`;
    if (!isObject(not) || !Object.keys(not).every((keyword) => wholeKeywords.has(keyword))) continue;
    const by = refusedBy(not as Schema, conjuncts);
    if (by !== undefined) return `${keywordAt(each, 'not')} and ${by} exclude each other`;
  }
  return undefined;
}

/** Lists keywords that say all of a value without a look inside it. */
const wholeKeywords = new Set(['type', 'enum', 'const']);

/** Names what limits a value to such as a `not` refuses. */
function refusedBy(not: Schema, conjuncts: readonly Conjunct[]): string | undefined {
  const listed = conjuncts.find(({ schema }) => valuesListed(schema) !== undefined);
  const values = listed && valuesListed(listed.schema);
  if (listed && values?.every((value) => refusingKeyword(value, not) === undefined))
    return keywordAt(listed, listed.schema.const === undefined ? 'enum' : 'const');
  const [refused, types] = [typesOf(not), sharedTypes(conjuncts)];
  if (!refused || valuesListed(not) || !types?.length) return undefined;
  const isRefused = (type: string) => refused.includes(type) || (type === 'integer' && refused.includes('number'));
  const typed = conjuncts.find(({ schema }) => typesOf(schema));
  return typed && types.every(isRefused) ? keywordAt(typed, 'type') : undefined;
}
