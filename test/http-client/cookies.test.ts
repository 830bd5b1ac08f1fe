import { cookiesAmong, cookiesIn, withCookies } from '../../src/http-client/cookies.ts';

test.each<[string, string[][]]>([
  [
    'a=1; b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'a=1;b=2;',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'a=1=2; a=3',
    [
      ['a', '1=2'],
      ['a', '3'],
    ],
  ],
  [
    'a=%3B%20%25; b=%zz; c',
    [
      ['a', '; %'],
      ['b', '%zz'],
      ['c', ''],
    ],
  ],
  ['', []],
])('of %j the cookies are %j', (text, cookies) => {
  expect(cookiesIn(text)).toEqual(cookies);
});

test('all cookies of a request travel in one header, in a form that no reader parts', () => {
  const headers = [
    ['Cookie', 'a=1'],
    ['x', 'y'],
    ['cookie', 'b=2'],
  ] as const;
  const odd = '50%; "a", b\\c é';
  const added = withCookies(headers, (cookies) => [...cookies, ['c', odd]]);
  expect(added).toEqual([
    ['x', 'y'],
    ['cookie', 'a=1; b=2; c=50%25%3B%20%22a%22%2C%20b%5Cc%20%C3%A9'],
  ]);
  expect(cookiesAmong(added)).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['c', odd],
  ]);
  expect(withCookies(headers, () => [])).toEqual([['x', 'y']]);
});
