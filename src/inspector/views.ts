import type { Header } from '../exchange.ts';
import type { Finding } from '../finding.ts';
import type { JournalEvent, Outcome } from '../journal/journal.ts';

/** Holds what the page's server and its script tell each other. Times count milliseconds since the epoch. */
export interface EventRow extends Omit<JournalEvent, 'sha256' | 'size'> {
  /** Counts its attempts by what became of them; of many only the first are counted. */
  outcomes: Record<Outcome, number>;
  /** Says what was wrong first: with the event, or else with another attempt of one that was accepted. */
  cause?: string;
}

/** Holds some events, the newest first. */
export interface EventPage {
  events: EventRow[];
  /** Is the id before which the next page begins; null where there is none. */
  next: number | null;
}

/** Tells of one attempt as it was stored; `event` is the id of its event. */
export interface LiveAttempt
  extends Pick<EventRow, 'operation' | 'type' | 'identity' | 'deliveryId' | 'outcome' | 'cause'> {
  sequence: number;
  event: number;
  receivedAt: number;
}

/** Holds what came in one piece, in the order of storing. */
export interface LiveBatch {
  attempts: LiveAttempt[];
  /** Says that more came than is told here: what is shown is to be asked for anew. */
  isPartial: boolean;
}

/** Names something by which a delivery proves itself, and whether it came at all. */
export interface AskedCredential {
  place: 'header' | 'query' | 'cookie';
  name: string;
  /** Says what it holds: a key, or a signature. */
  says: string;
  came: boolean;
}

export interface AttemptView {
  sequence: number;
  receivedAt: number;
  method: string;
  target: string;
  headers: readonly Header[];
  /** Is 0 where no answer came. */
  status: number;
  outcome: Outcome;
  /** Holds what was wrong with it, what its sender was told first. */
  findings: readonly Finding[];
  /** Is false where more may be wrong with it than is told. */
  isAll: boolean;
  /** Is the place of its body in the list of bodies; null where none was read. */
  body: number | null;
  /** Holds what the contract takes for proof, where it was denied: alternatives, of which one suffices. */
  asked: AskedCredential[][];
}

export interface BodyView {
  base64: string;
  /** Counts its bytes; more than `base64` holds where it is cut. */
  size: number;
}

export interface EventDetails {
  event: EventRow;
  attempts: AttemptView[];
  /** Says how many attempts there are beyond those that are shown. */
  moreAttempts: boolean;
  bodies: BodyView[];
  /** Sends the event again from a shell; null where no shell can. */
  curl: string | null;
  again: SentAgain;
}

/** Says what of an event goes out again otherwise than it came: keys, signatures and cookies are not kept. */
export interface SentAgain {
  /** Names what is made anew, with where it stands, such as `header X-Key`. */
  anew: string[];
  /** Names what came, and is left out. */
  without: string[];
}

/** Says what a step of a timeline is: `missing` stands for an event that should have come before the next one. */
type StepMark = 'fine' | 'missing' | 'late' | 'double' | 'out-of-order';

export interface TimelineStep {
  mark: StepMark;
  /** Names the event's type, or else its operation. */
  label: string;
  /** Is absent for what is missing. */
  event?: EventRow;
  /** Names the state that the lifecycle is in after it. */
  state?: string;
  /** Says in a sentence what is odd about it. */
  why?: string;
}

/** Shows the events that have an identity in common, in the order of arrival. */
export interface Timeline {
  identity: string;
  /** Orders the timelines: the id of its newest event. */
  newest: number;
  lastAt: number;
  steps: TimelineStep[];
  /** Names the state of the lifecycle; absent where the contract has none. */
  state?: string;
  /** Lists the types that may come next; empty where it is at its end. */
  awaited: string[];
  /** Says that there are more events than are shown. */
  isCut: boolean;
}

export interface TimelinePage {
  timelines: Timeline[];
  next: number | null;
}

interface OperationView {
  name: string;
  method: string;
  path: string;
  types: readonly string[];
}

/** Counts events of an operation and a type by outcome. */
export interface Seen {
  operation: string | null;
  type: string | null;
  counts: Record<Outcome, number>;
  lastAt: number;
}

export interface TallyView {
  seen: Seen[];
  rate: {
    /** Is the width of a bucket in milliseconds. */
    stepMs: number;
    /** Holds when each bucket begins. */
    times: number[];
    counts: Record<Outcome, number[]>;
  };
}

/** Holds a line for a shell, and what it does. */
export interface StartLine {
  says: string;
  command: string;
}

/** Holds what the page is to know at its start. */
export interface Overview {
  title: string;
  version: string;
  /** Says what is shown: what was received, or what was delivered. */
  role: 'receiver' | 'sender';
  operations: OperationView[];
  /** Is false while the types of some operations are not known yet; whoever asks again is told more. */
  hasAllTypes: boolean;
  /** Names what the contract calls the identity of its events; null where it names none. */
  identity: string | null;
  hasLifecycle: boolean;
  start: StartLine[];
  /** Lists the origins beyond this machine to which events may be replayed. */
  replayTo: string[];
  events: number;
  attempts: number;
  /** Is the id of the newest event; 0 where there is none. */
  newest: number;
  /** Counts deliveries in the journal that are of other contracts, and are not shown. */
  others: number;
  /** Is the sequence number from which the live feed is to go on. */
  last: number;
}

export interface ReplayResult {
  /** Is null where no answer came. */
  status: number | null;
  why: string | null;
  durationMs: number;
}
