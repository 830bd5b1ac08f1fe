/** Prints at how many locations sixty schemas that all refer to each other let values stand; to be run under limits. */
import { sitesOf } from '../../src/schema/sites.ts';
import type { Schema } from '../../src/schema/types.ts';
import { variantsOf } from '../../src/schema/variants.ts';

const names = Array.from({ length: 60 }, (_, index) => `definition:S${index}`);
const properties = Object.fromEntries(names.map((name) => [name.slice(11), { $ref: name }]));
const schema: Schema = { type: 'object', properties };
const definitions = Object.fromEntries(names.map((name) => [name, schema]));
process.stdout.write(`${variantsOf(schema, definitions).flatMap((variant) => sitesOf(variant.schema)).length}\n`);
