import { readParameter, writtenParameter } from '../../src/openapi/parameter-values.ts';
import { declaredParameters, type Parameter } from '../../src/openapi/parameters.ts';
import type { Json } from '../../src/schema/json.ts';
import { type ParameterSources, parameterValidator } from '../../src/validator/parameters.ts';

function declared(...parameters: object[]): Parameter[] {
  const paths = { '/hook': { post: { parameters } } };
  const document = { openapi: '3.1.0', info: { title: 'One', version: '1' }, paths };
  return declaredParameters(document, { path: '/hook', method: 'post' });
}

const list = { type: 'array', items: { type: 'integer' } };
const point = { type: 'object', properties: { x: { type: 'integer' }, name: { type: 'string' } } };
const content = { 'application/json': { schema: point } };

/** What OpenAPI 3.1.0, 4.8.12.3 and .4 show, in our own values. */
test.each<[string, object, Json, [string, string][]]>([
  ['a number in a header', { in: 'header', schema: { type: 'number' } }, 1.5, [['p', '1.5']]],
  ['a list in a header', { in: 'header', schema: list }, [1, 2], [['p', '1,2']]],
  ['an object in a header', { in: 'header', schema: point }, { x: 1, name: 'a' }, [['p', 'x,1,name,a']]],
  [
    'an object in a header, exploded',
    { in: 'header', explode: true, schema: point },
    { x: 1, name: 'a' },
    [['p', 'x=1,name=a']],
  ],
  [
    'a list in the query',
    { in: 'query', schema: list },
    [1, 2],
    [
      ['p', '1'],
      ['p', '2'],
    ],
  ],
  ['a list of one in the query', { in: 'query', schema: list }, [1], [['p', '1']]],
  ['a list in the query, in one', { in: 'query', explode: false, schema: list }, [1, 2], [['p', '1,2']]],
  ['a list with spaces', { in: 'query', style: 'spaceDelimited', schema: list }, [1, 2], [['p', '1 2']]],
  ['a list with pipes', { in: 'query', style: 'pipeDelimited', schema: list }, [1, 2], [['p', '1|2']]],
  [
    'an object in the query',
    { in: 'query', schema: point },
    { x: 1, name: 'a' },
    [
      ['x', '1'],
      ['name', 'a'],
    ],
  ],
  [
    'an object in the query, in one',
    { in: 'query', explode: false, schema: point },
    { x: 1, name: 'a' },
    [['p', 'x,1,name,a']],
  ],
  [
    'a deep object',
    { in: 'query', style: 'deepObject', schema: point },
    { x: 1, name: 'a' },
    [
      ['p[x]', '1'],
      ['p[name]', 'a'],
    ],
  ],
  ['a boolean in a cookie', { in: 'cookie', schema: { type: 'boolean' } }, false, [['p', 'false']]],
  ['a list in a cookie, in one', { in: 'cookie', explode: false, schema: list }, [1, 2], [['p', '1,2']]],
  ['what is described as JSON', { in: 'query', content }, { x: 1, name: 'a' }, [['p', '{"x":1,"name":"a"}']]],
  ['a listed number', { in: 'header', schema: { enum: [1, 'one'] } }, 1, [['p', '1']]],
  ['null', { in: 'header', schema: { type: ['null', 'integer'] } }, null, [['p', '']]],
])('%s is written as its style says, and read back as it was', (_, parameter, value, texts) => {
  const [own] = declared({ name: 'p', ...parameter }) as [Parameter];
  expect(writtenParameter(own, value)).toEqual(texts);
  expect(readParameter(own, own.schema, texts)).toEqual(value);
});

/** Validates a request that carries parameters; gives what is found, in short. */
function findings(
  parameters: object[],
  { path = {}, headers = {}, query = '' }: { path?: object; headers?: object; query?: string },
) {
  const sources = { path, headers, search: () => new URLSearchParams(query) } as ParameterSources;
  const validate = parameterValidator({ parameters: declared(...parameters), definitions: {} });
  return validate?.(sources).map(({ pointer, rule }) => `${pointer} ${rule}`);
}

test.each<[string, object, string[]]>([
  ['12', { type: 'integer' }, []],
  ['-12', { type: 'integer' }, []],
  ['0x1f', { type: 'integer' }, ['/query/p type']],
  [' 12 ', { type: 'integer' }, ['/query/p type']],
  ['+1', { type: 'number' }, ['/query/p type']],
  ['Infinity', { type: 'number' }, ['/query/p type']],
  ['1.5', { type: 'integer' }, ['/query/p type']],
  ['1e3', { type: 'number' }, []],
  ['', { type: 'integer' }, ['/query/p type']],
  ['', { type: 'string' }, []],
  ['', { type: 'string', minLength: 1 }, ['/query/p minLength']],
  ['1', { type: 'boolean' }, ['/query/p type']],
  ['true', { type: 'boolean' }, []],
  ['12', { type: 'string', pattern: '^[0-9]+$' }, []],
  [
    '9',
    {
      anyOf: [
        { type: 'string', const: 'all' },
        { type: 'integer', maximum: 9 },
      ],
    },
    [],
  ],
  [
    '10',
    {
      anyOf: [
        { type: 'string', const: 'all' },
        { type: 'integer', maximum: 9 },
      ],
    },
    ['/query/p maximum'],
  ],
  ['b', { type: 'string', enum: ['a'] }, ['/query/p enum']],
  ['7', { allOf: [{ type: 'integer' }, { maximum: 6 }] }, ['/query/p maximum']],
])('the text %j where %j is asked for: %j', (text, schema, found) => {
  expect(findings([{ name: 'p', in: 'query', schema }], { query: `p=${encodeURIComponent(text)}` })).toEqual(found);
});

test('headers that other parts of an operation describe are no parameters', () => {
  const parameters = ['Accept', 'content-type', 'AUTHORIZATION'].map((name) => ({
    name,
    in: 'header',
    required: true,
    schema: {},
  }));
  expect(findings(parameters, {})).toBeUndefined();
});

test('a query that is described as a whole is left alone', () => {
  const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object', required: ['a'] } } };
  expect(findings([{ name: 'all', in: 'querystring', required: true, content }], { query: 'b=1' })).toBeUndefined();
});

test('what is missing is told where it is required alone, by place', () => {
  const parameters = (['header', 'query', 'cookie'] as const).flatMap((place) => [
    { name: 'Needed', in: place, required: true, schema: { type: 'string' } },
    { name: 'Spare', in: place, schema: { type: 'string' } },
  ]);
  expect(findings(parameters, {})).toEqual(['/header required', '/query required', '/cookie required']);
  expect(findings(parameters, { headers: { needed: 'a', cookie: 'x=1; Needed=%20' }, query: 'Needed' })).toEqual([]);
});
