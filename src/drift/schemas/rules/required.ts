import { toPointer } from '../../../schema/pointer.ts';
import type { Rule } from '../difference.ts';
import { takesType } from '../model/resolved-schema.ts';

/** Which properties are always there. */
export const required: Rule = ({ old, new: now }) => {
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  const dropped = [...old.required].filter(([name]) => !now.required.has(name));
  const added = [...now.required].filter(([name]) => !old.required.has(name));
  return [
    ...dropped.map(([name, at]) => {
      const gone = old.names.has(name) && !now.names.has(name);
      return {
        rule: gone ? 'required-property-removed' : 'required-dropped',
        effect: 'widens' as const,
        before: name,
        after: null,
        // In the new document the list of what is required may be gone altogether.
        at: gone ? (old.names.get(name) ?? at) : (now.names.get(name) ?? now.at + toPointer(['properties', name])),
        what: gone ? `${name} is no longer there` : `${name} may be missing now`,
      };
    }),
    ...added.map(([name, at]) => ({
      rule: 'required-added',
      effect: 'narrows' as const,
      before: null,
      after: name,
      at,
      what: `${name} is always there now`,
    })),
  ];
};
