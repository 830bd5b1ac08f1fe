import type { Step } from '../difference.ts';
import type { Shape } from '../model/resolved-schema.ts';
import type { Choice } from '../model/unions.ts';
import type { Position } from '../walk.ts';

/** A place with a union, or without one, which is a union of one. */
export interface Sided {
  shape: Shape;
  choice: Choice | undefined;
}

/** What tells of a difference between two whole places. */
export function where(
  old: Sided,
  now: Sided,
  { trail, types }: Position,
): { trail: Step[]; types?: readonly string[] } {
  return { trail: [...trail, { old: old.shape, new: now.shape }], ...(types === undefined ? {} : { types }) };
}
