import type { Contracts } from '../contract/load.ts';
import { eventNamer } from '../contract/telling/traits.ts';
import type { Schema } from '../schema/types.ts';
import { draft4Schema } from './draft-4.ts';
import { draft7Schema } from './draft-7.ts';
import { type Draft, drafts } from './drafts.ts';
import { type Losses, newLosses } from './losses.ts';
import { changeAll, type NamedSchemas, namedSchemas } from './named-schemas.ts';
import { portableSchema } from './portable.ts';

/** Holds one schema of a contract's events, and what of the contract it does not say: one sentence each. */
interface EventSchema {
  schema: Record<string, unknown>;
  losses: string[];
}

/**
 * Writes what a contract says of its events as one schema of JSON Schema, which refers to nothing outside itself: a validator
 * of that draft judges events as `check` does. Several operations become definitions, of which an event meets any.
 */
export function eventSchema(contracts: Contracts, draft: Draft = '2020-12'): EventSchema {
  const losses = newLosses();
  const { schemas, written } = namedSchemas(contracts);
  const options = { definitions: written, losses, keepsFormats: draft === '2020-12' };
  const portable = changeAll(schemas, (schema, at) => portableSchema(schema, at, options));
  const changed = draft === '2020-12' ? portable : inOlderDraft(portable, draft, losses);
  const { root, definitions } = changed;
  const [only] = contracts.all;
  const title = contracts.all.length === 1 ? `${contracts.title}: ${only.operation.name}` : contracts.title;
  const schema = {
    $schema: drafts[draft],
    title,
    // Before 2019 nothing counted that stood beside a reference.
    ...(root.$ref !== undefined && draft !== '2020-12' ? { allOf: [root] } : root),
    ...(Object.keys(definitions).length === 0 ? {} : { [draft === '2020-12' ? '$defs' : 'definitions']: definitions }),
  };
  return { schema, losses: [...untoldNames(contracts, draft), ...losses.list()] };
}

/** Says that a schema does not know by which name a delivery is told to be of an operation. */
function untoldNames({ all, every, eventFrom }: Contracts, draft: Draft): string[] {
  const namer = eventNamer(every, eventFrom);
  if (namer === undefined) return [];
  const takes = all.length === 1 ? 'takes its events under any name' : 'takes an event of any operation under any name';
  const choose = all.length === 1 ? '' : `; choose #/${draft === '2020-12' ? '$defs' : 'definitions'}/NAME by it`;
  return [`${namer} tells which operation an event is for, which the schema does not look at: it ${takes}${choose}`];
}

function inOlderDraft(schemas: NamedSchemas, draft: '7' | '4', losses: Losses): NamedSchemas {
  const lose = (at: string) => (keyword: string) => losses.add(`draft ${draft} has no ${keyword}: left out`, at);
  const resolve = (reference: string): Schema => schemas.definitions[reference.replace('#/$defs/', '')] ?? {};
  const inDraft7 = changeAll(schemas, (schema, at) => draft7Schema(schema, lose(at), resolve));
  return draft === '7' ? inDraft7 : changeAll(inDraft7, (schema, at) => draft4Schema(schema, lose(at)), 'inner-first');
}
