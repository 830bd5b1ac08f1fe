import type { Rule } from '../difference.ts';
import { format } from './format.ts';
import { limits } from './limits.ts';
import { nullable } from './nullable.ts';
import { others } from './others.ts';
import { pattern } from './pattern.ts';
import { properties } from './properties.ts';
import { required } from './required.ts';
import { types } from './types.ts';
import { values } from './values.ts';

/** What is compared at each place of a body, one aspect a rule. */
export const rules: readonly Rule[] = [types, nullable, values, format, pattern, limits, required, properties, others];
