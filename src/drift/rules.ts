import type { Rule } from './difference.ts';
import { format } from './rules/format.ts';
import { limits } from './rules/limits.ts';
import { nullable } from './rules/nullable.ts';
import { others } from './rules/others.ts';
import { pattern } from './rules/pattern.ts';
import { properties } from './rules/properties.ts';
import { required } from './rules/required.ts';
import { types } from './rules/types.ts';
import { values } from './rules/values.ts';

/** What is compared at each place of a body, one aspect a rule. */
export const rules: readonly Rule[] = [types, nullable, values, format, pattern, limits, required, properties, others];
