import { type Contract, prepareContract } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import type { SourceDocument } from '../../openapi/read.ts';
import { compileSchema, type Validator } from '../../schema/compile.ts';

/** Whose reading of an event it is; `literal` is the contract's document as published, before its overlays. */
export type Reader = 'contract' | 'literal' | 'spec' | 'implementation';

/** What judges events; the contract's own reading is always there. */
export interface Judges {
  contract: Validator;
  others: Map<Exclude<Reader, 'contract'>, Validator>;
}

export interface JudgesOptions {
  contract: Contract;
  /** The contract's document as it was read. */
  published: SourceDocument;
  /** Whether overlays changed it. */
  overlaid: boolean;
  operation: string | undefined;
  spec: Contract | undefined;
  implementation: Contract | undefined;
}

/** Makes the judges, and notes for readings that cannot be judged. */
export async function judgesOf(options: JudgesOptions): Promise<{ judges: Judges; notes: string[] }> {
  const { contract, spec, implementation } = options;
  const judges: Judges = { contract: judgeOf(contract), others: new Map() };
  if (spec) judges.others.set('spec', judgeOf(spec));
  if (implementation) judges.others.set('implementation', judgeOf(implementation));
  if (!options.overlaid) return { judges, notes: [] };
  const literal = await literally(options).catch(messageOf);
  if (typeof literal === 'string')
    return { judges, notes: [`the document as published cannot be judged by literally: ${literal}`] };
  judges.others.set('literal', judgeOf(literal));
  return { judges, notes: [] };
}

function judgeOf({ body, dialect }: Contract): Validator {
  return compileSchema(body.schema, dialect, { every: true });
}

/** Under another name, so that no overlay goes with it. */
async function literally({ published, operation }: JudgesOptions): Promise<Contract> {
  const source = { ...published, source: `${published.source}, as published` };
  return prepareContract(source, operation === undefined ? {} : { operation });
}

/** The findings of one reading, or none for a reading that is not there. */
export function findingsBy(judges: Judges, event: unknown): Map<Exclude<Reader, 'contract'>, Finding[]> {
  return new Map([...judges.others].map(([reader, judge]) => [reader, judge(event)]));
}
