/** Prints what `uniqueItems` says of 50,000 different objects, and of the same with a twin; to be run under limits. */
import { compileSchema } from '../../src/schema/validate/compile.ts';

const items = Array.from({ length: 50_000 }, (_, index) => ({ a: { b: index } }));
const validate = compileSchema({ uniqueItems: true });
const rulesOf = (list: unknown[]): string[] => validate(list).map(({ rule }) => rule);
process.stdout.write(`${JSON.stringify([rulesOf(items), rulesOf([...items, { a: { b: 7 } }])])}\n`);
