import { compileSchema } from '../../src/schema/validate/compile.ts';
import { boundedRegExp, renewPatternBudget } from '../../src/schema/validate/patterns.ts';

/** Prints whether a pattern matches a text, and how many errors 500 such texts and one short text have. */
const [pattern = '', text = ''] = process.argv.slice(2);
renewPatternBudget();
const matches = boundedRegExp(pattern, 'u').test(text);
const validate = compileSchema({ type: 'array', items: { type: 'string', pattern } }, { every: true });
console.log(matches, validate(Array(500).fill(text)).length, validate(['aaa']).length);
