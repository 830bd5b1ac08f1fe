import type { Draft } from '../export/drafts.ts';
import { type ContractChoice, openContracts } from './contract.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';

export type { Draft };

/** Lists what a contract can be printed as. */
export const contractFormats = ['openapi', 'json-schema', 'typescript'] as const;
export type ContractFormat = (typeof contractFormats)[number];

/** Says which contract is printed, and as what. */
export interface PrintOptions extends ContractChoice {
  /** The document with its overlays (the default), the schema of its events, or their types. */
  format?: ContractFormat;
  /** The draft of `json-schema`; 2020-12 by default. */
  draft?: Draft | undefined;
  /** The document becomes JSON instead of YAML. */
  asJson?: boolean;
}

/** Holds a printed contract, and what it does not say, or was mended in it: one sentence each. */
export interface PrintedContract {
  text: string;
  notes: string[];
}

/** Prints a contract for other tools. Throws an input error for one that cannot be read, a usage error for an unknown option. */
export async function printContract(options: PrintOptions = {}): Promise<PrintedContract> {
  await refuseUnknownOptions('printContract', options, printNames);
  const { format = 'openapi', draft, asJson = false, ...choice } = options;
  const contracts = await openContracts(choice);
  const { notes } = contracts;
  const { jsonText } = await import('../schema/json.ts');
  if (format === 'typescript') {
    const { eventTypes } = await import('../export/typescript.ts');
    return { text: await eventTypes(contracts), notes };
  }
  if (format === 'json-schema') {
    const { eventSchema } = await import('../export/event-schema.ts');
    const { schema, losses } = eventSchema(contracts, draft);
    return { text: jsonText(schema), notes: [...notes, ...losses] };
  }
  if (asJson) return { text: jsonText(contracts.effective), notes };
  const { stringify } = await import('yaml');
  return { text: stringify(contracts.effective, { lineWidth: 120, aliasDuplicateObjects: false }), notes };
}

const printNames: OptionNames<PrintOptions> = { ...contractChoiceNames, format: true, draft: true, asJson: true };
