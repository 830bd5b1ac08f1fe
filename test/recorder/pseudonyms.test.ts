import { randomBytes } from 'node:crypto';
import { pseudonymsFor } from '../../src/redaction/pseudonyms.ts';
import type { Schema } from '../../src/schema/types.ts';

const within = ({ minimum = 0, maximum = 0 }: Schema, value: number): boolean => value >= minimum && value <= maximum;
const verdicts = (declared: readonly Schema[], value: string | number): string =>
  String(declared.map((schema) => within(schema, Number(value))));
const pseudonyms = pseudonymsFor({ verdicts }, randomBytes(32));

test('numbers of narrow bounds stay within them, and apart', () => {
  const schema = { type: 'integer', minimum: 10_000_000, maximum: 20_000_000 } as const;
  const tokens = Array.from({ length: 300 }, (_, index) => String(12_345_670 + index));
  const made = tokens.map((token) => Number(pseudonyms.number(token, [schema])));
  expect(made.filter((value) => !within(schema, value))).toEqual([]);
  expect(new Set(made).size).toBeGreaterThan(295);
});
