import { stretched, withoutAssertions } from '../../src/schema/samples/regexes.ts';
import { matchingText } from '../../src/schema/samples/strings.ts';

test.each([
  ['^(?=.*[A-Z])(?!no)a(?<=a)b$', '^ab$'],
  ['^(ab|(c))-\\2\\1$', '^(ab|(c))-(?:c)(?:ab|(c))$'],
  ['(?<first>x)(?:y)\\k<first>', '(?<first>x)(?:y)(?:x)'],
  ['\\bok\\b[\\b(?=]\\(', 'ok[\\b(?=]\\('],
  ['(?=a(b)c)\\1', '(?:b)'],
])('without what only looks around, %s is %s', (pattern, plain) => {
  expect(withoutAssertions(pattern)).toBe(plain);
});

test.each([
  ['^a+b$', 30, 31],
  ['^[a-f0-9]{2,}$', 24, 24],
  ['^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$', 12, 12],
  ['^(ab|cd)-\\1$', 0, 9],
  ['^\\p{Lu}\\p{Ll}+$', 17, 17],
])('a text for %s is found between %i and %i characters', (pattern, minLength, maxLength) => {
  const text = matchingText({ pattern, minLength, maxLength }) ?? '';
  expect(text).toMatch(new RegExp(pattern, 'u'));
  expect([...text].length).toBeGreaterThanOrEqual(minLength);
  expect([...text].length).toBeLessThanOrEqual(maxLength);
});

test('where no length will do, nothing is made up', () => {
  expect(matchingText({ pattern: '^(aa)+$', minLength: 3, maxLength: 3 })).toBeUndefined();
  expect(matchingText({ pattern: '^[$' })).toBeUndefined();
  expect(stretched('ab', 1_000_000, 2_000_000, () => true)).toBeUndefined();
});
