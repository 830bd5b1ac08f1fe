import { conceal } from '../../conceal.ts';
import type { Contract } from '../../contract/load.ts';
import type { Carried } from '../../delivery/carried.ts';
import type { Values } from '../../delivery/handshake/template.ts';
import type { Framing, Header } from '../../exchange.ts';
import type { HandshakeScheme } from '../../openapi/handshake-scheme.ts';
import { jsonMediaType } from '../../openapi/media-types.ts';
import type { Credential } from '../../openapi/security.ts';
import type { KeyRole } from '../../openapi/signature-scheme.ts';
import type { ShownEvent } from '../../redaction/given-events.ts';
import type { CaseResult } from '../../report.ts';
import type { Spoiling } from './written/spoil-credentials.ts';

/** Names a case as its result does; the id is of words, stable for ever and usable as a selector. */
export type CaseNames = Pick<CaseResult, 'id' | 'title' | 'group' | 'level' | 'requirement'>;

/** Describes one thing that the suite asks of a receiver. */
export interface Case extends CaseNames {
  /** The operation that it is about, where that is not the run's. */
  contract?: Contract;
  /** Lists what is sent, in order; one step for most cases. */
  steps: Step[];
  /** Names what is asked of all answers together (see runner/verdict/checks.ts). */
  together: string[];
  /** Says whether the effects log must show each accepted body exactly once and no other of this case at all. */
  effects: boolean;
  /** Runs while nothing else does, after all others: for what measures the receiver or stops it. */
  alone: boolean;
  /** Taken instead of steps, where the receiver is killed under way; `steps` then gives the events. */
  kill?: KillPlan;
  /** Sends the steps to a receiver that is started anew, without keys; that it does not start is right as well. */
  withoutKeys?: true;
  /** Taken instead of steps, where the events are random. */
  fuzz?: FuzzPlan;
  /** Replaces its title and level where bad events may be ignored, when it is to be acknowledged there. */
  ignored?: Pick<CaseNames, 'title' | 'level'>;
  /** The options without which a command would not know the case. */
  needs?: string;
  /** Says why the case does not apply under this profile; absent when it does. */
  notApplicable?: string;
}

/** Describes one delivery, or several alike. */
export interface Step {
  send: Send;
  expect: Expectation;
  /** Further demands on the answer, by name (see runner/verdict/checks.ts). */
  answer: string[];
  /** Counts how many are sent. */
  times: number;
  /** Sends all at once instead of one after the other. */
  atOnce: boolean;
  /** Sends all over one connection, as far as the receiver keeps it. */
  oneConnection: boolean;
  /** The answer must come within this many milliseconds. */
  withinMs?: number;
  /** Only a hostile sender would send it: whatever is answered, the next good event must be accepted. */
  isHostile?: true;
}

/** The receiver is killed `rounds` times, each time once it has acknowledged `events` events. */
interface KillPlan {
  rounds: number;
  events: number;
  /** Says whether the sender delivers everything again afterwards, as senders do that got no answer. */
  redeliver: boolean;
}

/** Asks for so many random events, valid ones to be accepted or invalid ones to be refused; the same for the same seed. */
export interface FuzzPlan {
  kind: 'good' | 'bad';
  runs: number;
  seed: number;
}

/** Holds the request of a case, before keys, a fresh identity and a signature are put in. */
export interface Send {
  method: string;
  /** Appended to the receiver's path. */
  suffix: string;
  headers: Header[];
  /** Holds the bytes, already spoilt where that is the point. */
  body: Buffer | null;
  /** Says whether the contract allows the body; checked before it is sent. `any` is not checked. */
  bodyIs: 'legal' | 'illegal' | 'any';
  framing?: Framing;
  /** The body goes out as it stands, without a fresh identity. */
  exact?: boolean;
  spoilt: Partial<Record<KeyRole | 'signature', Spoiling>>;
  /** Is carried in place of the parameters that the contract declares, and deliveries carry by default. */
  parameters?: readonly Carried[];
  /** Chooses the alternative of the contract's security by which it proves itself; the first by default. */
  alternative?: number;
  /** Sends credential headers by these names instead, as they are spelt here. */
  headerCase: 'as-is' | 'upper' | 'lower' | 'title' | 'mixed';
  /** The contract was asked about the body as it stands when the case was made. */
  isJudged?: true;
  /** The event keeps its own identity, for it is what the case is about. */
  keepsIdentity?: true;
  /** Gives what may be shown of a body that the user gave; of others all may be. */
  shown?: () => ShownEvent;
  /** Taken instead of headers and body, where the receiver is asked whether its URL is its own. */
  challenge?: Challenge;
  /** Deliveries of one case that have this name in common are about the same call; others have a call each. */
  call?: string;
}

/** Holds what is asked by a handshake, before the keys are known. */
export interface Challenge {
  scheme: HandshakeScheme;
  values: Values;
  /** Spoils the values, once all of them are there. */
  change(values: Values): Values;
  optional: boolean;
}

/** Says what is asked of an answer. */
export type Expectation =
  | 'accepted' // 2xx
  | 'refused' // 4xx
  | 'ignored' // 2xx or 4xx, and no effect
  | 'acknowledged' // 2xx, and no effect; 4xx warns where nothing else does
  | 'denied' // 401, 403 or the documented 400
  | 'not-accepted' // neither 2xx nor 5xx; a closed connection is neither
  | 'unaccepted' // anything but 2xx, or no answer at all
  | 'not-taken' // 4xx, 501, which HTTP has for methods that a server does not know, or a closed connection
  | 'not-redirected' // not 3xx
  | 'accepted-or-busy' // 2xx, 429 or 503
  | 'alive' // any answer but 5xx, or a closed connection; and the next good event is accepted
  | 'survived' // the next good event is accepted; an answer of 5xx, or none, warns
  | 'answered' // any answer but 5xx
  | 'observed' // nothing is asked
  | { statuses: number[] }; // one of these

/** Makes a step of one delivery, but for what is given. */
export function newStep(send: Send, expect: Expectation, given: Partial<Step> = {}): Step {
  return { answer: [], times: 1, atOnce: false, oneConnection: false, ...given, send, expect };
}

/** Holds an event that is delivered as it is. */
export interface DeliveredEvent extends Pick<Send, 'exact' | 'isJudged' | 'keepsIdentity' | 'shown'> {
  body: Buffer;
  isValid: boolean;
}

/** Makes the plain delivery of an event: a valid one is to be accepted, an invalid one refused. */
export function eventStep(event: DeliveredEvent, contract: Contract): Step {
  const { isValid, exact, isJudged, keepsIdentity, shown } = event;
  const send: Send = {
    ...(exact ? { exact } : {}),
    ...(isJudged ? { isJudged } : {}),
    ...(keepsIdentity ? { keepsIdentity } : {}),
    ...(shown ? { shown } : {}),
    method: contract.operation.method.toUpperCase(),
    suffix: '',
    headers: [['content-type', jsonMediaType(contract.body.mediaTypes)]],
    get body() {
      return event.body;
    },
    bodyIs: isValid ? 'legal' : 'illegal',
    spoilt: {},
    headerCase: 'as-is',
  };
  return newStep(send, isValid ? 'accepted' : 'refused');
}

/** Makes the case of one event; of what is only observed, nothing is asked. */
export function eventCase(names: CaseNames, event: DeliveredEvent, contract: Contract): Case {
  const step = eventStep(event, contract);
  const steps = [names.level === 'OBSERVE' ? { ...step, expect: 'observed' as const } : step];
  return { ...names, contract, steps, together: [], effects: false, alone: false };
}

/** Lists the credentials that a delivery carries. */
export function sentCredentials({ security }: Contract, { alternative = 0 }: Pick<Send, 'alternative'>): Credential[] {
  return security[alternative] ?? [];
}

/** Names a case by its operation, where there are several. */
export function operationCaseId(id: string, { operation }: Contract): string {
  return `${id}@${operation.name.replaceAll(/\s+/g, '-')}`;
}

/** Names a place in the document of a contract, as requirements do: by the file's name and a pointer. */
export function sourceAt({ source }: Contract, pointer: string): string {
  return `${conceal(source).split(/[\\/]/).at(-1)}#${pointer}`;
}

/** Gives the pointer of the place that a requirement is taken from, in whichever document. */
export function pointerOf({ source }: Pick<CaseResult['requirement'], 'source'>): string {
  return source.slice(source.indexOf('#') + 1);
}
