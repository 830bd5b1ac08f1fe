import { isUtf8 } from 'node:buffer';
import { compileEvents } from '../contract/compile-events.ts';
import type { Contract } from '../contract/load.ts';
import { messageOf } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { isNestedDeeper } from '../schema/json-text.ts';

/** Holds what the contract says of one recorded body. */
export interface EventVerdict {
  findings: Finding[];
  /** Holds the parsed event; undefined when the bytes are not JSON. */
  event: unknown;
}

/** Makes a validator of raw bodies for a contract. `every: true` gives all findings, not only the first. */
export function eventValidator(
  contract: Pick<Contract, 'judged'>,
  { every = false, maxDepth }: { every?: boolean; maxDepth?: number } = {},
): (bytes: Buffer) => EventVerdict {
  const validate = compileEvents(contract, { every });
  return (bytes) => {
    const parsed = parseBody(bytes, maxDepth);
    if (!parsed.ok) return { event: undefined, findings: [parsed.finding] };
    return {
      event: parsed.value,
      findings: withinStack(
        () => validate(parsed.value),
        (finding) => [finding],
      ),
    };
  };
}

const tooDeepFinding: Finding = { rule: 'depth', pointer: '', message: 'is nested too deep to be judged' };

/**
 * Judges what may be nested deeper than the stack reaches: a schema that contains itself is followed as deep as a body goes. Gives
 * what `otherwise` makes of the finding for that.
 */
export function withinStack<T>(judge: () => T, otherwise: (finding: Finding) => T): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) return otherwise(tooDeepFinding);
    throw error;
  }
}

/** Limits the nesting of a body where nothing else does; a real event has five or six levels. */
const defaultMaxDepth = 64;

/** Holds the JSON of a body, or the finding that says why it has none. */
export type ParsedBody = { ok: true; value: unknown } | { ok: false; finding: Finding };

/** Reads raw bytes as JSON: strict UTF-8, without a byte order mark, nested no deeper than `maxDepth`. */
export function parseBody(bytes: Buffer, maxDepth = defaultMaxDepth): ParsedBody {
  if (!isUtf8(bytes)) return refuse('utf-8', 'is not valid UTF-8');
  if (isNestedDeeper(bytes, maxDepth)) return refuse('depth', `is nested more than ${maxDepth} levels deep`);
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    return refuse('json', bytes.length === 0 ? 'is empty' : `is not JSON${errorPosition(error)}`);
  }
}

function refuse(rule: string, message: string): ParsedBody {
  return { ok: false, finding: { rule, pointer: '', message } };
}

/** Takes the position alone out of the engine's message, which quotes the body: that may hold personal data. */
function errorPosition(error: unknown): string {
  const position = /position (\d+)/.exec(messageOf(error))?.[1];
  return position === undefined ? '' : ` (at character ${position})`;
}
