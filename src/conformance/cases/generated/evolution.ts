import { sameJson } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import { type GeneratedEvent, invalidEvent } from './generated-event.ts';
import type { CaseSite } from './sites.ts';

/**
 * Makes events as a later version of the contract may bring them: of a type that is not listed, with a value that a list does
 * not have, with a field in a closed object. There is one for each place of the contract; `isFit` tells whether an event breaks
 * the contract there alone.
 */
export function evolutionEvents(
  sites: readonly CaseSite[],
  isFit: (made: GeneratedEvent) => boolean,
): GeneratedEvent[] {
  const found = new Map<string, GeneratedEvent>();
  for (const site of sites) {
    for (const { kind, ...change } of additionsAt(site)) {
      const key = kind === 'event-type' ? kind : `${kind} ${toPointer(site.path)}`;
      const made = found.has(key) ? undefined : evolvedEvent(site, { kind, ...change });
      if (made && isFit(made)) found.set(key, made);
    }
  }
  return [...found.values()];
}

interface Addition {
  kind: 'event-type' | 'enum' | 'field';
  /** Names what is unknown, as titles do. */
  what: string;
  keyword: string;
  value: string | number;
  at?: string[];
}

function additionsAt(site: CaseSite): Addition[] {
  return [...unlisted(site), ...undeclared(site)];
}

function unlisted({ schema, path, variant, contract, words, required }: CaseSite): Addition[] {
  const tag = variant.tags.find((each) => sameJson(each.path, path));
  // Without a discriminator, a text that is always the same says of what type an event is.
  const isOnlyType = contract.typePath === undefined && required && typeof schema.const === 'string';
  const isType = sameJson(path, contract.typePath) || isOnlyType;
  const keyword = schema.const === undefined ? 'enum' : 'const';
  const listed = schema.enum ?? tag?.values ?? (isType ? [schema.const] : []);
  const member = listed.find((value) => typeof value === 'string') ?? listed.find((value) => typeof value === 'number');
  if (member === undefined) return [];
  const kind = isType ? 'event-type' : 'enum';
  const what = isType ? 'an event of a type that the contract does not list' : `a value of ${words} that is not listed`;
  return laterValues(member, listed).map((value) => ({ kind, what, keyword, value }));
}

/** Makes values that a list may have later, like one that it has. */
function laterValues(member: string | number, listed: readonly unknown[]): (string | number)[] {
  if (typeof member === 'string') return [member.replace(/[^./:]*$/, 'hookproof-added'), `${member}-hookproof-added`];
  return [Math.max(...listed.filter((value) => typeof value === 'number')) + 1];
}

function undeclared({ schema, place, words }: CaseSite): Addition[] {
  const closed = ['additionalProperties', 'unevaluatedProperties'] as const;
  const keyword = closed.find((each) => (schema[each] as unknown) === false);
  if (keyword === undefined) return [];
  const what = `a field of ${words} that the contract does not know`;
  return [{ kind: 'field', what, keyword, value: 'added later', at: [...place, 'hookproofAddedField'] }];
}

/** Makes the event of a site with what is unknown: what it is answered with is of interest, and asked for where bad events may be ignored. */
function evolvedEvent(site: CaseSite, { kind, what, ...change }: Addition): GeneratedEvent {
  const title = `What ${what} is answered with`;
  // It may break the contract by whichever keyword, as long as it does so at this place alone.
  const { keyword: _, exercises: __, ...made } = invalidEvent(site, { kind, title, ...change });
  const blamed = [...(made.blamed ?? []), ...(change.at ? [toPointer(change.at)] : [])];
  const id = kind === 'event-type' ? 'evolution.event-type' : `evolution.${kind}.${site.words}`;
  const acknowledged = `${what[0]?.toUpperCase()}${what.slice(1)} is acknowledged`;
  return {
    ...made,
    blamed,
    id,
    group: 'evolution',
    level: 'OBSERVE',
    ignored: { level: 'SHOULD', title: acknowledged },
  };
}
