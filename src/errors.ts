import { conceal } from './conceal.ts';

/**
 * Tells what went wrong, in the user's terms. The code decides the exit status, in one place.
 *
 * - `usage`: the command line or configuration is wrong
 * - `input`: a document, overlay, case or event file cannot be used
 * - `target`: the receiver under test could not be started or reached
 * - `interrupted`: the user stopped the run
 */
export type ErrorCode = 'usage' | 'input' | 'target' | 'interrupted';

export interface UserError extends Error {
  readonly name: 'UserError';
  readonly code: ErrorCode;
  /** Says what to do about it; printed on a line of its own. */
  readonly hint?: string;
}

const exitStatus: Record<ErrorCode, number> = { usage: 2, input: 2, target: 3, interrupted: 130 };

/**
 * Makes an error that is meant for the user's eyes: one line that says what and where, and a hint that says what to do. Secrets
 * in addresses are hidden in both.
 */
export function userError(
  code: ErrorCode,
  message: string,
  more: { hint?: string | undefined; cause?: unknown } = {},
): UserError {
  const error = new Error(conceal(message), more.cause === undefined ? {} : { cause: more.cause });
  return Object.assign(error, {
    name: 'UserError',
    code,
    ...(more.hint ? { hint: conceal(more.hint) } : {}),
  }) as UserError;
}

/** Makes the usage error for a file or folder that cannot be written. */
export function unwritable(path: string, cause: unknown, hint?: string): UserError {
  return userError('usage', `${path}: cannot be written: ${messageOf(cause)}`, { cause, hint });
}

export function isUserError(error: unknown): error is UserError {
  return Error.isError(error) && error.name === 'UserError';
}

/** Gives the process status for any thrown value; an error we did not foresee counts as bad input, never as success. */
export function exitStatusOf(error: unknown): number {
  return isUserError(error) ? exitStatus[error.code] : 2;
}

/** Gives the message of anything thrown, on one line; that of several errors at once may be empty, and the first says it. */
export function messageOf(error: unknown): string {
  if (!Error.isError(error)) return firstLine(String(error));
  const { message, errors = [] }: Partial<AggregateError> & Error = error;
  return message === '' && errors.length > 0 ? messageOf(errors[0]) : firstLine(message);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
