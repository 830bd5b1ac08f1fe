import { dataJudge, readDataFile, yamlFilesIn } from '../../../contract/data-files.ts';
import type { Level, Requirement } from '../../../report.ts';
import { isObject } from '../../../schema/json.ts';
import type { KillPlan } from '../case.ts';

/** Holds a case as it stands in a file; conformance/README.md explains each key. */
export interface WrittenCase {
  id: string;
  title: string;
  level: Level;
  requirement: Requirement;
  send?: WrittenSend;
  expect?: string | number[];
  answer?: string[];
  /** Several deliveries in place of the one that `send`, `expect` and `answer` describe. */
  flow?: WrittenStep[];
  /** Names what is asked of all answers together. */
  together?: string[];
  /** The effects log must show each accepted event of the case once, and no other. */
  effects?: true;
  /** Runs by itself, after all others. */
  alone?: true;
  kill?: KillPlan;
  /** Makes one case for each event type; the type is appended to the id. */
  each?: 'event-type';
}

export interface WrittenStep {
  send?: WrittenSend;
  expect: string | number[];
  answer?: string[];
  times?: number;
  atOnce?: true;
  oneConnection?: true;
  withinMs?: number;
}

export interface WrittenSend {
  method?: string;
  path?: string;
  query?: string;
  /** The name of a recorded event. */
  event?: string;
  /** Sent as it stands; text, or anything else as JSON. */
  body?: unknown;
  bodyBase64?: string;
  /** Long bodies without long files: `closing` is repeated as often as `text`, for what must be closed again. */
  bodyRepeat?: { text: string; times: number; before?: string; middle?: string; closing?: string; after?: string };
  bodyIs?: 'legal' | 'illegal' | 'any';
  /** Cuts this many bytes off the end of the body. */
  cut?: number;
  append?: string;
  prepend?: string;
  /** Headers in addition to, or instead of, the usual ones; null takes one away. */
  headers?: Record<string, string | null>;
  headerCase?: 'as-is' | 'upper' | 'lower' | 'title' | 'mixed';
  /** Says how each key or the signature is spoilt, in the words of spoil-credentials.ts. */
  auth?: Record<string, string>;
  framing?: { chunked: number } | { split: number } | { half: number } | 'continue' | 'pipelined';
  /** Deliveries with the same name here are about the same call. */
  call?: string;
}

export interface WrittenGroup {
  /** As an error names it. */
  file: string;
  group: string;
  /** The title of the contract that the bodies are written for; absent where any contract will do. */
  contract?: string;
  /** The cases apply only where deliveries are proved so. */
  profile?: 'signature';
  cases: WrittenCase[];
}

/** Reads every `*.yaml` below a folder. Throws an input error that names the file and the key for one that is wrong. */
export async function writtenCases(folder: string, schemaFile: string): Promise<WrittenGroup[]> {
  const judge = await dataJudge(schemaFile);
  const files = (await yamlFilesIn(folder)).map((path) =>
    readDataFile<Omit<WrittenGroup, 'file'>>(path, judge, caseAt),
  );
  return (await Promise.all(files)).map(({ file, data }) => ({ ...data, file }));
}

function caseAt(data: Record<string, unknown>, pointer: string): string {
  const index = /^\/cases\/(\d+)/.exec(pointer)?.[1];
  const found = index === undefined || !Array.isArray(data.cases) ? undefined : data.cases[Number(index)];
  return isObject(found) && typeof found.id === 'string' ? ` (case ${found.id})` : '';
}
