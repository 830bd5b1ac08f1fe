import type { Contract } from '../contract/load.ts';
import type { Finding } from '../finding.ts';
import { compileSchema } from '../schema/compile.ts';
import { parseBody } from './body.ts';

/** What the contract says of one recorded body. */
export interface EventVerdict {
  findings: Finding[];
  /** The parsed event; undefined when the bytes are not JSON. */
  event: unknown;
}

/** Judges raw bodies by a contract. `every: true` names all violations, not only the first. */
export function eventValidator(
  contract: Pick<Contract, 'body' | 'dialect'>,
  options: { every?: boolean; maxDepth?: number } = {},
): (bytes: Buffer) => EventVerdict {
  const judge = compileSchema(contract.body.schema, contract.dialect, { every: options.every ?? false });
  return (bytes) => {
    const parsed = parseBody(bytes, options.maxDepth);
    if (!parsed.ok) return { event: undefined, findings: [parsed.finding] };
    return { event: parsed.value, findings: judge(parsed.value) };
  };
}
