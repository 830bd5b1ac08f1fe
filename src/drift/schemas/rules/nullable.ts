import type { Rule } from '../difference.ts';

/** Whether null may stand at a place. Where the type is free on one side, that is the change to tell. */
export const nullable: Rule = ({ old, new: now }) => {
  if (old.takesNull === now.takesNull) return [];
  const free = (shape: typeof old): boolean => shape.types === undefined && shape.values === undefined;
  if (free(old) || free(now)) return [];
  const added = now.takesNull;
  return [
    {
      rule: added ? 'nullable-added' : 'nullable-removed',
      effect: added ? 'widens' : 'narrows',
      before: old.takesNull,
      after: now.takesNull,
      at: now.types?.at.replace(/\/type$/, '') ?? now.values?.at ?? now.at,
      what: added ? 'it may now be null' : 'it is no longer null',
      show: { old: [null], new: [null] },
    },
  ];
};
