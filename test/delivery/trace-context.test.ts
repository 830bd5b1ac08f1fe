import { parseTraceparent, traceparentOf } from '../../src/trace-context.ts';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

test.each([
  `00-${trace}-${span}-01`,
  // Versions to come may say more behind it (W3C Trace Context, 3.2.2).
  `cc-${trace}-${span}-01`,
  `cc-${trace}-${span}-01-what-the-future-will-be-like`,
])('%s is read', (value) => {
  expect(parseTraceparent(value)).toEqual({ traceId: trace, parentId: span, flags: '01' });
});

test.each([
  '',
  `00-${trace}-${span}-01-more`,
  `00-${trace}-${span}-1`,
  `00-${trace}-${span}`,
  `cc-${trace}-${span}-01.more`,
  `ff-${trace}-${span}-01`,
  `00-${'0'.repeat(32)}-${span}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${span}-01`,
  `00-${trace}-${span}-0x`,
  `00-${trace}-${span}-01, 00-${trace}-${span}-01`,
  ` 00-${trace}-${span}-01`,
])('"%s" is ignored', (value) => {
  expect(parseTraceparent(value)).toBeUndefined();
});

test('of the flags of a version to come only those are passed on that are known', () => {
  const parent = parseTraceparent(`cc-${trace}-${span}-fe`);
  expect(traceparentOf(parent, 'call', '1')).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-02$`));
});
