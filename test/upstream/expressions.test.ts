import { pathMatcher } from '../../src/edge/path-template.ts';
import { type ExpressionContext, parseExpression, parseTemplate } from '../../src/upstream/callbacks/expressions.ts';

const exchanged: ExpressionContext = {
  method: 'POST',
  url: 'http://api.example.com/orders/7?to=x',
  status: 201,
  request: {
    headers: { 'x-url': 'http://a.example.com', 'x-many': 'a, b' },
    query: new URLSearchParams('to=x&n='),
    path: { id: '7' },
    body: { url: 'http://b.example.com', 'a/b': { '~': [1, 2] }, list: [{ url: 'c' }], none: null, 'two words': 'd' },
  },
  response: { headers: { Location: '/orders/7' }, body: { id: 'o-7', count: 0 } },
};
const value = (text: string) => parseExpression(text, 'here').value(exchanged);

test.each([
  ['$url', 'http://api.example.com/orders/7?to=x'],
  ['$method', 'POST'],
  ['$statusCode', 201],
  ['$request.body', exchanged.request.body],
  ['$request.body#', exchanged.request.body],
  ['$request.body#/url', 'http://b.example.com'],
  ['$request.body#/a~1b/~0/1', 2],
  ['$request.body#/list/0/url', 'c'],
  ['$request.body#/two%20words', 'd'],
  ['$request.body#/none', null],
  ['$request.body#/missing/at/all', undefined],
  ['$request.body#/__proto__', undefined],
  ['$request.header.X-Url', 'http://a.example.com'],
  ['$request.query.to', 'x'],
  ['$request.query.missing', undefined],
  ['$request.path.id', '7'],
  ['$request.path.constructor', undefined],
  ['$response.body#/id', 'o-7'],
  ['$response.header.location', '/orders/7'],
])('%s is read from the exchange', (text, expected) => {
  expect(value(text)).toEqual(expected);
});

test.each([
  '$request',
  '$request.body.url',
  '$response.query.a',
  '$response.path.a',
  '$request.cookie.a',
  'body#/a',
  '',
])('%j is no expression, and the error says where it stands', (text) => {
  expect(() => parseExpression(text, 'POST /orders')).toThrow(`POST /orders: "${text}" is no runtime expression`);
});

test('a URL is put together from texts and expressions, with or without braces', () => {
  const url = (text: string) => parseTemplate(text, 'here').value(exchanged);
  expect(url('{$request.body#/url}')).toBe('http://b.example.com');
  expect(url('$request.body#/url')).toBe('http://b.example.com');
  expect(url('{$request.body#/url}/{$request.path.id}?n={$response.body#/count}')).toBe('http://b.example.com/7?n=0');
  expect(url('http://fixed.example.com/{id}')).toBe('http://fixed.example.com/{id}');
  expect(url('{$request.body#/missing}/x')).toBeUndefined();
  expect(url('{$request.body#/list}')).toBeUndefined();
});

test('the parameters of a path are found where the template has them', () => {
  expect(pathMatcher('/a/{x}/b/{y}')('/a/1%2F2/b/%')).toEqual({ x: '1/2', y: '%' });
});
