import { bundled } from '../../../contract/bundled.ts';
import { dataJudge, readDataFile, yamlFilesIn } from '../../../contract/data-files.ts';
import type { HandshakeAspect } from '../../../openapi/handshake-scheme.ts';
import type { KeyRole, SchemeTrait } from '../../../openapi/signature-scheme.ts';
import { fromPointer, valueAt } from '../../../schema/pointer.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { Case, CaseNames, Send, Step } from '../case.ts';
import type { challengeKinds } from './challenge.ts';
import type { rewritings } from './rewritings.ts';
import type { spoilings } from './spoil-credentials.ts';

/** Holds a case as it stands in a file; conformance/README.md explains each key. */
export type WrittenCase = Omit<CaseNames, 'group'> &
  Pick<Case, 'kill' | 'withoutKeys'> &
  Partial<Pick<Case, 'together' | 'effects' | 'alone'> & Pick<WrittenStep, 'send' | 'expect' | 'answer'>> & {
    /** Several deliveries in place of the one that `send`, `expect` and `answer` describe. */
    flow?: WrittenStep[];
    /** Makes one case for each event type; the type is appended to the id. */
    each?: 'event-type';
    /** Leaves the case out where the signature scheme has nothing of this kind. */
    signs?: SchemeTrait;
    /** Asks only where the signature scheme has it so; elsewhere the case is observed. */
    asksFor?: SchemeTrait;
    /** Names what the handshake in use must speak of; it also says how much the case then weighs. */
    asks?: HandshakeAspect;
    /** Leaves the case out where no key travels behind a word in the header Authorization. */
    credentials?: 'authorization';
  };

export type WrittenStep = Partial<Omit<Step, 'send' | 'expect'>> & { send?: WrittenSend; expect: string | number[] };

export interface WrittenSend extends Partial<Pick<Send, 'method' | 'bodyIs' | 'headerCase'>> {
  /** Deliveries with the same name here are about the same call. */
  call?: string;
  path?: string;
  query?: string;
  /** The name of a recorded event. */
  event?: string;
  /** Sent as it stands; text, or anything else as JSON. */
  body?: unknown;
  bodyBase64?: string;
  /** Long bodies without long files: `closing` is repeated as often as `text`, for what must be closed again. */
  bodyRepeat?: { text: string; times: number; before?: string; middle?: string; closing?: string; after?: string };
  /** Sends a valid event of the contract in use that has at least so many bytes. */
  size?: number;
  /** Sends a valid event of the contract in use in which this text stands. */
  text?: string;
  /** Writes the event with other bytes and the same meaning. */
  rewrite?: keyof typeof rewritings;
  /** Cuts this many bytes off the end of the body. */
  cut?: number;
  append?: string;
  prepend?: string;
  /** Headers in addition to, or instead of, the usual ones; null takes one away. */
  headers?: Record<string, string | null>;
  /** Says how each key or the signature is spoilt, in the words of spoil-credentials.ts. */
  auth?: Partial<Record<KeyRole | 'signature', keyof typeof spoilings>>;
  /** Asks the receiver whether its URL is its own, in place of a delivery; in the words of challenge.ts. */
  challenge?: keyof typeof challengeKinds;
  framing?: { chunked: number } | { split: number } | { half: number } | 'continue' | 'pipelined';
}

export interface WrittenGroup {
  /** As an error names it. */
  file: string;
  group: string;
  /** The title of the contract that the bodies are written for; absent where any contract will do. */
  contract?: string;
  /** The cases apply only where deliveries are signed, or a handshake comes before them. */
  profile?: 'signature' | 'handshake';
  cases: WrittenCase[];
}

let shipped: Promise<WrittenGroup[]> | undefined;

/** Reads the cases that ship, once: nobody changes what was read. A test has checked them, which takes longer than to read them. */
export function shippedCases(): Promise<WrittenGroup[]> {
  shipped ??= casesIn([bundled('conformance/cases')], () => []);
  return shipped;
}

/** Reads every `*.yaml` below the folders. Throws an input error that names the file and the key for one that is wrong. */
export async function writtenCases(folders: readonly string[]): Promise<WrittenGroup[]> {
  if (folders.length === 0) return [];
  return casesIn(folders, await dataJudge(bundled('conformance/schemas/cases.schema.json')));
}

async function casesIn(folders: readonly string[], judge: Validator): Promise<WrittenGroup[]> {
  const paths = await Promise.all(folders.map(yamlFilesIn));
  const files = paths.flat().map(async (path): Promise<WrittenGroup> => {
    const { file, data } = await readDataFile<Omit<WrittenGroup, 'file'>>(path, judge, caseAt);
    return { ...data, file };
  });
  return Promise.all(files);
}

function caseAt(data: Record<string, unknown>, pointer: string): string {
  const id = valueAt(data, [...fromPointer(pointer).slice(0, 2), 'id']);
  return typeof id === 'string' ? ` (case ${id})` : '';
}
