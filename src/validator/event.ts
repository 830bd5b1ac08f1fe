import { compileEvents } from '../contract/compile-events.ts';
import type { Contract } from '../contract/load.ts';
import type { Finding } from '../finding.ts';
import { parseBody } from './body.ts';

/** Holds what the contract says of one recorded body. */
export interface EventVerdict {
  findings: Finding[];
  /** Holds the parsed event; undefined when the bytes are not JSON. */
  event: unknown;
}

/** Makes a validator of raw bodies for a contract. `every: true` gives all findings, not only the first. */
export function eventValidator(
  contract: Pick<Contract, 'body' | 'definitions'>,
  options: { every?: boolean; maxDepth?: number } = {},
): (bytes: Buffer) => EventVerdict {
  const validate = compileEvents(contract, { every: options.every ?? false });
  return (bytes) => {
    const parsed = parseBody(bytes, options.maxDepth);
    if (!parsed.ok) return { event: undefined, findings: [parsed.finding] };
    return { event: parsed.value, findings: validate(parsed.value) };
  };
}
