import { compileEvents } from '../../contract/compile-events.ts';
import { type Contract, type ContractOptions, type Contracts, prepareContracts } from '../../contract/load.ts';
import { isUserError, messageOf } from '../../errors.ts';
import { remembering } from '../../once.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { compiledOrRefused } from '../../validator/deliveries.ts';
import type { DocumentNames, DriftDocuments, ReadDocument } from '../documents/read.ts';
import { type DescribedOperation, describedOperations, matchOperations } from '../operations/find.ts';
import { listedTexts } from './listed-texts.ts';
import { type EventLocation, eventLocations } from './locations.ts';

/** Names whose reading of an event it is; `literal` is the contract's document as published, before its overlays. */
export type Reader = 'contract' | OtherReader;
type OtherReader = 'literal' | 'spec' | 'implementation';

/** Holds one validator a reading; the contract's own is always there. */
interface EventValidators {
  contract: Validator;
  others: Map<OtherReader, Validator>;
}

/** Holds how the events of one operation are read, and what they have shown. */
export interface OperationReading extends Pick<Contract, 'variants' | 'eventTypes' | 'typePath'> {
  /** Names the operation in what is found; undefined where there is only one. */
  operation: string | undefined;
  validators: EventValidators;
  root: EventLocation;
  /** Gives the texts that some document lists as values. */
  listed(): ReadonlySet<string>;
  events: number;
  types: Set<string>;
}

/** Holds how the events of a run's documents are read. */
export interface Readings {
  contracts: Contracts;
  /** Gives the reading of an operation, which is prepared when it is first asked for. */
  of(contract: Contract): OperationReading;
  listed: OperationReading['listed'];
  /** Overlays changed the contract's document. */
  overlaid: boolean;
  /** Says which document cannot validate. */
  notes: string[];
}

/** Says which operations are meant, and how their events are told apart. */
export interface ReadingOptions extends Pick<DocumentNames, 'overlays'> {
  /** Names operations, by their ids, paths or names; all by default. */
  operation?: string | readonly string[] | undefined;
  /** Tells which value names the operation of an event: `header:X-Event`, or a pointer. */
  eventFrom?: string | undefined;
}

/**
 * Prepares the readings of a run's documents: each operation of the contract is compiled when its first event comes, by every
 * document that has it. Throws an input error where the contract itself makes no sense.
 */
export async function prepareReadings(
  documents: DriftDocuments,
  { operation, eventFrom, overlays = [] }: ReadingOptions,
): Promise<Readings> {
  const named: ContractOptions = operation === undefined ? {} : { operation };
  // How deliveries prove themselves is nothing that a recording shows.
  const contracts = await prepareContracts(documents.contract, { ...named, auth: 'none', eventFrom, overlays });
  const { others, notes } = await otherContracts(documents, contracts, named);
  let texts: Set<string> | undefined;
  const listed = (): Set<string> => {
    texts ??= listedTexts([contracts.effective, documents.spec?.document, documents.implementation?.document]);
    return texts;
  };
  const [only, another] = contracts.all;
  const of = remembering((contract: Contract): OperationReading => {
    const operation = another && contract.operation.name;
    const which = operation === undefined ? '' : `, for ${operation}`;
    const isOnly = !another && contract === only;
    const validators: EventValidators = {
      contract: isOnly ? compileEvents(contract, { every: true }) : compiledOrRefused(contract, true),
      others: new Map(),
    };
    for (const { reader, why, contractFor } of others) {
      const other = contractFor(contract);
      const validator = other && orMessage(() => compileEvents(other, { every: true }));
      if (typeof validator === 'string') notes.push(`${why}${which}: ${validator}`);
      else if (validator) validators.others.set(reader, validator);
    }
    const kinds = kindsOf(contract);
    return { ...kinds, operation, validators, root: eventLocations(kinds), listed, events: 0, types: new Set() };
  });
  // What is wrong with the only one is said before anything is read.
  if (!another) of(only);
  return { contracts, of, listed, overlaid: others.some(({ reader }) => reader === 'literal'), notes };
}

/** Lists the kinds of events of an operation; none where its schema makes no sense, which each of its events is told. */
function kindsOf(contract: Contract): Pick<Contract, 'variants' | 'eventTypes' | 'typePath'> {
  const found = orMessage(() => {
    const { variants, eventTypes, typePath } = contract;
    return { variants, eventTypes, typePath };
  });
  return typeof found === 'string' ? { variants: [], eventTypes: [], typePath: undefined } : found;
}

/** Makes something of a contract; gives what is wrong with one that makes no sense. */
function orMessage<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (!isUserError(error)) throw error;
    return error.message;
  }
}

interface OtherContracts {
  reader: OtherReader;
  /** Says what follows where it cannot be used. */
  why: string;
  /** Gives the same operation as this document has it. */
  contractFor(contract: Contract): Contract | undefined;
}

/** Prepares the other documents. */
async function otherContracts(documents: DriftDocuments, contracts: Contracts, named: ContractOptions) {
  const { contract, spec, implementation, overlays } = documents;
  const files = overlays.map(({ file }) => file);
  // Under another name, so that no overlay goes with it.
  const published: ReadDocument = { ...contract, source: `${contract.source}, as published` };
  const others: OtherContracts[] = [];
  const notes: string[] = [];
  const add = async (reader: OtherReader, document: ReadDocument | undefined, repairs: string[], why: string) => {
    if (!document) return;
    const prepare = (more: ContractOptions) => prepareContracts(document, { ...more, auth: 'none', overlays: repairs });
    // What is named in the contract may have another name elsewhere.
    const found = await prepare(named)
      .catch((error) => (reader === 'literal' ? Promise.reject(error) : prepare({})))
      .catch(messageOf);
    if (typeof found === 'string') notes.push(`${why}: ${found}`);
    else others.push({ reader, why, contractFor: counterparts(contracts, found) });
  };
  await add('spec', spec, files, 'the published document cannot judge events');
  await add('implementation', implementation, [], 'the document of the implementation cannot judge events');
  const literally = 'the document as published cannot be judged by literally';
  if (files.length > 0) await add('literal', published, [], literally);
  return { others, notes };
}

/** Makes what finds the contract of the same operation in another document: by its address, its id, its name. */
export function counterparts(ours: Contracts, theirs: Contracts): (contract: Contract) => Contract | undefined {
  const { pairs } = matchOperations(describedBy(ours), describedBy(theirs), 'last');
  const byPointer = new Map(theirs.all.map((each) => [pointerOf(each), each]));
  const found = new Map(pairs.map((pair) => [pair.old.pointer, byPointer.get(pair.new.pointer)]));
  return (contract) => found.get(pointerOf(contract));
}

function describedBy({ all, effective }: Contracts): DescribedOperation[] {
  const pointers = new Set(all.map(pointerOf));
  return describedOperations({ document: effective }).filter(({ pointer }) => pointers.has(pointer));
}

function pointerOf({ operation }: Contract): string {
  return toPointer(operation.location);
}
