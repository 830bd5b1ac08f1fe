import type { Json } from '../../../schema/json.ts';
import type { Difference, TrailStep } from '../../schemas/difference.ts';
import { addTo, together as allOf, type Patch, replaced, transplant } from './patch.ts';
import { closed, mayHave, mayNotHave, notRequired, opened, withoutMember } from './properties.ts';
import { asInNew, exchangedUnion, ofKind, withBranch, withChoice, withoutBranch } from './unions.ts';
import { listOf, newTypes, notNullAt, orNull, withoutList, withoutValue, withValue } from './values.ts';

type ChangeMaker = (difference: Difference, place: TrailStep) => Patch | undefined;

const together = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ['items', 'prefixItems', 'unevaluatedItems', 'contains', 'minContains', 'maxContains'],
];

/** Exchanges the keyword that a difference points at, with those that mean nothing without it. */
const exchanged: ChangeMaker = ({ pointer }, place) => {
  const keyword = pointer.split('/').at(-1) ?? '';
  return transplant(place, together.find((all) => all.includes(keyword)) ?? [keyword]);
};
/** Lets a property be missing, and forbids it where it must not be there any more. */
const noMore: ChangeMaker = (difference, place) => {
  const missing = notRequired(place, named(difference));
  if (difference.effect !== 'both') return missing;
  return allOf(missing, mayNotHave(difference, place, String(difference.before)));
};
const named = ({ before, after }: Difference): unknown[] => [before ?? after].flat();

/** Says for each kind of change how it is made in the old document. */
const makers: Record<string, ChangeMaker> = {
  'type-added': (_, place) => newTypes(place),
  'type-dropped': (_, place) => newTypes(place),
  'type-widened': (_, place) => newTypes(place),
  'type-narrowed': (_, place) => newTypes(place),
  'type-changed': (_, place) => newTypes(place),
  'nullable-added': (_, place) => orNull(place),
  'nullable-removed': (_, place) => notNullAt(place),
  'enum-added': (_, place) => transplant(place, ['enum', 'const']),
  'enum-dropped': (_, place) => withoutList(place),
  'enum-value-added': (difference, place) =>
    difference.branch ? withChoice(difference, place) : withValue(place, difference.after),
  'enum-value-removed': (difference, place) => withoutValue(place, difference),
  'const-changed': ({ after }, place) => listOf(place, [after as Json]),
  'format-added': (_, place) => transplant(place, ['format']),
  'format-removed': (_, place) => transplant(place, ['format']),
  'format-changed': (_, place) => transplant(place, ['format']),
  'pattern-added': (_, place) => transplant(place, ['pattern']),
  'pattern-removed': (_, place) => transplant(place, ['pattern']),
  'pattern-changed': (_, place) => transplant(place, ['pattern']),
  'limit-loosened': exchanged,
  'limit-tightened': exchanged,
  'multiple-changed': exchanged,
  'assertion-added': exchanged,
  'assertion-removed': exchanged,
  'assertion-loosened': exchanged,
  'assertion-tightened': exchanged,
  'keyword-undecided': exchanged,
  'required-added': (difference, place) => addTo(place, { required: named(difference) as string[] }),
  'required-dropped': noMore,
  'required-property-removed': noMore,
  'property-added': (difference, place) => mayHave(difference, place, String(difference.after)),
  'property-removed': (difference, place) => mayNotHave(difference, place, String(difference.before)),
  'value-allowed': (_, place) => replaced(place),
  'value-forbidden': (_, place) => addTo(place, { not: {} }),
  'additional-properties-opened': (_, place) => opened(place),
  'additional-properties-closed': (_, place) => closed(place),
  'all-of-member-removed': (difference, place) => withoutMember(place, difference),
  'union-added': (_, place) => asInNew(place),
  'union-branch-added': withBranch,
  'union-branch-removed': withoutBranch,
  'union-kind-changed': ofKind,
  'union-overlap-added': (_, place) => exchangedUnion(place),
  'union-overlap-removed': (_, place) => exchangedUnion(place),
};

/**
 * Says how the old document is to be written so that one change alone is made in it. Undefined where that cannot be
 * expressed: where the old document says nothing at the place, or the change is of how events are read.
 */
export function changeAlone(difference: Difference): Patch | undefined {
  const place = difference.trail.at(-1);
  return place && makers[difference.rule]?.(difference, place);
}
