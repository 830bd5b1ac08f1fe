import { keysInCredential } from '../../src/signature/credentials.ts';

test.each<['plain' | 'bearer' | 'basic', string, string | undefined]>([
  ['plain', 'Bearer key', 'Bearer key'],
  ['bearer', 'Bearer key', 'key'],
  ['bearer', 'bearer   key', 'key'],
  ['bearer', 'BEARER two words', 'two words'],
  ['bearer', 'Basic key', undefined],
  ['bearer', 'Bearerkey', undefined],
  ['bearer', 'Bearer', undefined],
  ['bearer', 'key', undefined],
  ['bearer', '', undefined],
  ['basic', 'Basic YTpi', 'a:b'],
  ['basic', 'basic YTpiOmM=', 'a:b:c'],
  ['basic', 'Bearer YTpi', undefined],
  ['basic', 'Basic a:b', undefined],
  ['basic', 'Basic YTpi YTpi', undefined],
])('of a credential that is %s, %j carries %j', (form, text, keys) => {
  expect(keysInCredential({ kind: 'key', roles: ['private'], form }, text)).toBe(keys);
});
