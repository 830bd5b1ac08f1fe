import type { DoctorRule } from './rule.ts';
import { discriminatorMisplaced } from './rules/discriminator-misplaced.ts';
import { exampleInvalid } from './rules/example-invalid.ts';
import { mappingBesideUnion } from './rules/mapping-beside-union.ts';
import { mappingExcluded } from './rules/mapping-excluded.ts';
import { mappingNotString } from './rules/mapping-not-string.ts';
import { methodPassedOver } from './rules/method-passed-over.ts';
import { nullNotListed } from './rules/null-not-listed.ts';
import { nullableWithoutEffect } from './rules/nullable-without-effect.ts';
import { oneofOverlap } from './rules/oneof-overlap.ts';
import { patternBacktracking } from './rules/pattern-backtracking.ts';
import { propertyExcluded } from './rules/property-excluded.ts';
import { refSiblings } from './rules/ref-siblings.ts';
import { refusalUndeclared } from './rules/refusal-undeclared.ts';
import { requiredOneWay } from './rules/required-one-way.ts';
import { schemaUnsatisfiable } from './rules/schema-unsatisfiable.ts';
import { serverHostsDiffer } from './rules/server-hosts-differ.ts';
import { statusMissing } from './rules/status-missing.ts';
import { statusUntied } from './rules/status-untied.ts';

/** Lists all rules, in the order in which their findings are reported and repaired. */
export const doctorRules: readonly DoctorRule[] = [
  methodPassedOver,
  discriminatorMisplaced,
  oneofOverlap,
  refSiblings,
  nullNotListed,
  nullableWithoutEffect,
  schemaUnsatisfiable,
  propertyExcluded,
  mappingNotString,
  mappingBesideUnion,
  mappingExcluded,
  refusalUndeclared,
  patternBacktracking,
  statusUntied,
  statusMissing,
  serverHostsDiffer,
  exampleInvalid,
  requiredOneWay,
];
