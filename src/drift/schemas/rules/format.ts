import type { Rule } from '../difference.ts';
import { type Fact, facts, takesType } from '../model/resolved-schema.ts';

/** The formats that we assert, here and in the receiver; another one is a word of the author's. */
export const assertedFormats: ReadonlySet<string> = new Set([
  ...[
    'date-time',
    'date',
    'time',
    'iso-time',
    'iso-date-time',
    'duration',
    'uri',
    'uri-reference',
    'uri-template',
    'url',
  ],
  ...['email', 'hostname', 'ipv4', 'ipv6', 'regex', 'uuid', 'json-pointer', 'json-pointer-uri-fragment'],
  ...['relative-json-pointer', 'byte', 'int32', 'int64'],
]);

/** The format of a text or a number. */
export const format: Rule = ({ old, new: now }) => {
  if (!takesType(old, 'string', 'number', 'integer') || !takesType(now, 'string', 'number', 'integer')) return [];
  const [before, after] = [facts<string>(old, 'format'), facts<string>(now, 'format')];
  const gone = before.filter(({ value }) => !has(after, value));
  const come = after.filter(({ value }) => !has(before, value));
  const [lost, found] = [gone[0], come[0]];
  if (lost && found) {
    const what = `it was a ${lost.value} and is now a ${found.value}`;
    // Whoever reads the one format reads the other wrongly, whether or not a validator knows them.
    return [
      {
        rule: 'format-changed',
        effect: 'both',
        before: lost.value,
        after: found.value,
        at: found.at,
        what,
        misread: true,
      },
    ];
  }
  if (lost) {
    const effect = assertedFormats.has(lost.value) ? 'widens' : 'unclear';
    const what = `it need no longer be a ${lost.value}`;
    return [{ rule: 'format-removed', effect, before: lost.value, after: null, at: lost.at, what }];
  }
  if (!found) return [];
  return [
    {
      rule: 'format-added',
      effect: 'narrows',
      before: null,
      after: found.value,
      at: found.at,
      what: `it is always a ${found.value} now`,
    },
  ];
};

function has(all: readonly Fact<string>[], wanted: string): boolean {
  return all.some(({ value }) => value === wanted);
}
