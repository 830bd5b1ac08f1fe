import { isUserError, type UserError } from '../errors.ts';
import type { Report } from '../report.ts';

/** Is a target error: there was nothing to judge, and the report says why in a case of its own. */
export type UnjudgedError = UserError & { readonly report: Report };

/** Tells whether `verify` threw because there was nothing to judge. */
export function isUnjudged(error: unknown): error is UnjudgedError {
  return isUserError(error) && 'report' in error;
}
