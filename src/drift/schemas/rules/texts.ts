import { type SchemaRule, stated } from '../difference.ts';
import { bothTake, type Fact, facts } from '../model/resolved-schema.ts';

/** Lists the formats that are asserted, here and in the receiver; another one is a word of the author's. */
const assertedFormats = new Set([
  ...['date-time', 'date', 'time', 'iso-time', 'iso-date-time', 'duration'],
  ...['uri', 'uri-reference', 'uri-template', 'url'],
  ...['email', 'hostname', 'ipv4', 'ipv6', 'regex', 'uuid', 'json-pointer', 'json-pointer-uri-fragment'],
  ...['relative-json-pointer', 'byte', 'int32', 'int64'],
]);

/** Compares the format of a text or a number. */
export const compareFormats: SchemaRule = (pair) => {
  if (!bothTake(pair, 'string', 'number', 'integer')) return [];
  const { gone, come } = exchanged(facts<string>(pair.old, 'format'), facts<string>(pair.new, 'format'));
  if (gone && come) {
    const what = `it was a ${gone.value} and is now a ${come.value}`;
    // Whoever reads the one format reads the other wrongly, whether or not a validator knows them.
    return stated({ rule: 'format-changed', effect: 'both', what, misread: true }, gone, come);
  }
  if (gone) {
    const effect = assertedFormats.has(gone.value) ? 'widens' : 'unclear';
    return stated({ rule: 'format-removed', effect, what: `it need no longer be a ${gone.value}` }, gone, come);
  }
  if (!come) return [];
  return stated({ rule: 'format-added', effect: 'narrows', what: `it is always a ${come.value} now` }, gone, come);
};

/** Compares the pattern of a text; whether one pattern includes another is not decided. */
export const comparePatterns: SchemaRule = (pair) => {
  if (!bothTake(pair, 'string')) return [];
  const { gone, come } = exchanged(facts<string>(pair.old, 'pattern'), facts<string>(pair.new, 'pattern'));
  if (!gone && !come) return [];
  if (!come)
    return stated(
      { rule: 'pattern-removed', effect: 'widens', what: 'texts need no longer match a pattern' },
      gone,
      come,
    );
  if (!gone) return stated({ rule: 'pattern-added', effect: 'narrows', what: 'texts now match a pattern' }, gone, come);
  const what = 'texts must match another pattern than before';
  return stated({ rule: 'pattern-changed', effect: 'unclear', what }, gone, come);
};

/** Finds the first fact of each side whose value the other side does not have. */
function exchanged(before: readonly Fact<string>[], after: readonly Fact<string>[]) {
  const lacks = (all: readonly Fact<string>[], { value }: Fact<string>) => !all.some((other) => other.value === value);
  return { gone: before.find((each) => lacks(after, each)), come: after.find((each) => lacks(before, each)) };
}
