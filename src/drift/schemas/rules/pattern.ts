import type { Rule } from '../difference.ts';
import { facts, takesType } from '../model/resolved-schema.ts';

/** The pattern of a text; whether one pattern includes another is not decided. */
export const pattern: Rule = ({ old, new: now }) => {
  if (!takesType(old, 'string') || !takesType(now, 'string')) return [];
  const [before, after] = [facts<string>(old, 'pattern'), facts<string>(now, 'pattern')];
  const gone = before.filter(({ value }) => !after.some((other) => other.value === value))[0];
  const come = after.filter(({ value }) => !before.some((other) => other.value === value))[0];
  if (gone && come) {
    const what = 'texts must match another pattern than before';
    return [{ rule: 'pattern-changed', effect: 'unclear', before: gone.value, after: come.value, at: come.at, what }];
  }
  if (gone)
    return [
      {
        rule: 'pattern-removed',
        effect: 'widens',
        before: gone.value,
        after: null,
        at: gone.at,
        what: 'texts need no longer match a pattern',
      },
    ];
  if (!come) return [];
  return [
    {
      rule: 'pattern-added',
      effect: 'narrows',
      before: null,
      after: come.value,
      at: come.at,
      what: 'texts now match a pattern',
    },
  ];
};
