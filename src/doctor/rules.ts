import type { Rule } from './rule.ts';
import { discriminatorMisplaced } from './rules/discriminator-misplaced.ts';
import { mappingNotString } from './rules/mapping-not-string.ts';
import { nullNotListed } from './rules/null-not-listed.ts';
import { oneofOverlap } from './rules/oneof-overlap.ts';
import { patternBacktracking } from './rules/pattern-backtracking.ts';
import { refSiblings } from './rules/ref-siblings.ts';
import { refusalUndeclared } from './rules/refusal-undeclared.ts';
import { serverHostsDiffer } from './rules/server-hosts-differ.ts';
import { statusMissing } from './rules/status-missing.ts';
import { statusUntied } from './rules/status-untied.ts';

/** All rules, in the order in which their findings are told and repaired. */
export const rules: readonly Rule[] = [
  discriminatorMisplaced,
  oneofOverlap,
  refSiblings,
  nullNotListed,
  mappingNotString,
  refusalUndeclared,
  patternBacktracking,
  statusUntied,
  statusMissing,
  serverHostsDiffer,
];
