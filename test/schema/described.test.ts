import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';

const saidOf = (schema: Schema, value: unknown): string[] => compileSchema(schema)(value).map(({ message }) => message);

test.each<[unknown[], string]>([
  [['paid', 'past due'], 'paid, past due'],
  [['1', 1], '"1", 1'],
  [['true', true, 'null', null], '"true", true, "null", null'],
  [['a, b', 'c'], '"a, b", c'],
  [['', ' a'], '"", " a"'],
  [['{}', {}], '"{}", {}'],
])('listed values are told apart, and stand without quotes where nothing else reads so: %j', (values, said) => {
  expect(saidOf({ enum: values } as Schema, 'other')).toEqual([`must be one of ${said}`]);
});
