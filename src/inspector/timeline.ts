import { allowedIn, type Lifecycle, stateAfter } from '../scenario/lifecycle.ts';
import { otherOutcomes } from './other-outcomes.ts';
import type { EventRow, TimelineStep } from './views.ts';

/** Holds a timeline as far as lifecycles say it. */
interface Laid {
  steps: TimelineStep[];
  state?: string;
  awaited: string[];
}

/**
 * Lays events with one identity along the lifecycles of their operations, in the order of arrival: what does not fit is late (others
 * came in its place), double, or out of order; between two that do not follow each other stands what is missing. Of what no
 * lifecycle knows only is told what came more than once.
 */
export function timelineOf(events: readonly EventRow[], lifecycles: readonly Lifecycle[]): Laid {
  const groups = Map.groupBy(events, (event) => lifecycleFor(event, lifecycles));
  const plain = (groups.get(undefined) ?? []).map((event) => plainStep(event, events));
  const laid = [...groups].flatMap(([lifecycle, of]) => (lifecycle ? [laidAlong(lifecycle, of)] : []));
  const states = laid.flatMap(({ state }) => state ?? []);
  return {
    steps: [...laid.map(({ steps }) => steps), plain].reduce(inOrder, []),
    ...(states.length > 0 ? { state: states.join(' and ') } : {}),
    awaited: [...new Set(laid.flatMap(({ awaited }) => awaited))],
  };
}

/** Finds the lifecycle that an event stands in: the first of its operation that knows it, or else is for this operation alone. */
function lifecycleFor(event: EventRow, lifecycles: readonly Lifecycle[]): Lifecycle | undefined {
  const own = lifecycles.filter(({ operation }) => operation === undefined || operation === event.operation);
  const known = own.find(({ events }) => Object.hasOwn(events, labelOf(event)));
  return known ?? own.find(({ operation }) => operation !== undefined);
}

function laidAlong(lifecycle: Lifecycle, events: readonly EventRow[]): Laid {
  const [judged, refused] = [events.filter(isSound), events.filter((event) => !isSound(event))];
  const walk = { lifecycle, state: lifecycle.start, steps: [] as TimelineStep[] };
  for (const event of judged) addStep(walk, event);
  // What was not accepted changes no state, and stands where it came.
  const plain = refused.map(
    (event): TimelineStep => ({ mark: 'fine', label: labelOf(event), event, ...reasonOf(event) }),
  );
  return {
    steps: inOrder(walk.steps, plain),
    ...(judged.length > 0 ? { state: walk.state } : {}),
    awaited: allowedIn(lifecycle, walk.state).filter(leadsOn(lifecycle, walk.state)),
  };
}

/** Puts two rows of steps into one, in the order of arrival; what is missing stays before what came without it. */
function inOrder(one: readonly TimelineStep[], other: readonly TimelineStep[]): TimelineStep[] {
  const left = [...one];
  const steps = other.flatMap((step, at) => {
    const id = other.slice(at).find(({ event }) => event)?.event?.id ?? Number.POSITIVE_INFINITY;
    const later = left.findIndex(({ event }) => event !== undefined && event.id > id);
    return [...left.splice(0, later < 0 ? left.length : startOf(left, later)), step];
  });
  return [...steps, ...left];
}

/** Finds where the steps begin that are missing right before one. */
function startOf(steps: readonly TimelineStep[], place: number): number {
  let start = place;
  while (steps[start - 1]?.mark === 'missing') start--;
  return start;
}

function isSound({ outcome }: EventRow): boolean {
  return outcome === 'accepted';
}

/** Tells whether an event type changes the state: what changes nothing is not waited for. */
function leadsOn(lifecycle: Lifecycle, state: string): (type: string) => boolean {
  return (type) => stateAfter(lifecycle, state, type) !== state;
}

function labelOf({ type, operation }: EventRow): string {
  return type ?? operation ?? 'unknown';
}

function plainStep(event: EventRow, all: readonly EventRow[]): TimelineStep {
  const step: TimelineStep = { mark: 'fine', label: labelOf(event), event };
  const isAgain = event.type !== undefined && all.some((each) => each.id < event.id && each.type === event.type);
  if (isDouble(event)) return { ...step, mark: 'double', ...reasonOf(event) };
  return isAgain ? { ...step, why: 'an event of this type came before' } : { ...step, ...reasonOf(event) };
}

/** Tells whether an event was taken more than once: an attempt that was not accepted did nothing. */
function isDouble({ outcomes }: EventRow): boolean {
  return outcomes.accepted > 1;
}

/** Says what was wrong with an event, or how often it came and what else became of it; nothing where it came once and was accepted. */
function reasonOf({ outcome, attempts, outcomes, had, cause }: EventRow): Pick<TimelineStep, 'why'> {
  if (outcome !== 'accepted') return cause === undefined ? {} : { why: cause };
  if (attempts === 1) return {};
  const others = otherOutcomes({ outcome, attempts, outcomes, had });
  return { why: `it was delivered ${attempts} times${others === '' ? '' : `, ${others}`}` };
}

interface Walk {
  lifecycle: Lifecycle;
  state: string;
  steps: TimelineStep[];
}

function addStep(walk: Walk, event: EventRow): void {
  const label = labelOf(event);
  const fit = fitOf(walk, label);
  const told =
    fit.mark !== 'fine' ? fit : { mark: isDouble(event) ? ('double' as const) : fit.mark, ...reasonOf(event) };
  walk.steps.push({ ...told, label, event, state: walk.state });
}

/** Tells how the next event fits, goes on to the state after it, and notes what is missing before it. */
function fitOf(walk: Walk, label: string): Pick<TimelineStep, 'mark' | 'why'> {
  const { lifecycle, state, steps } = walk;
  const next = stateAfter(lifecycle, state, label);
  if (next !== undefined) {
    walk.state = next;
    return { mark: 'fine' };
  }
  const gap = steps.findIndex((step) => step.mark === 'missing' && step.label === label);
  if (gap >= 0) {
    steps.splice(gap, 1);
    const passed = steps.slice(gap).find(({ event }) => event !== undefined);
    return { mark: 'late', why: `it belongs before ${passed?.label ?? 'others'}, which came first` };
  }
  if (steps.some((step) => step.label === label && step.mark !== 'missing'))
    return { mark: 'double', why: `one came before, and none may follow in the state "${state}"` };
  const path = pathTo(lifecycle, state, label);
  if (!path) return { mark: 'out-of-order', why: `it may not come in the state "${state}"` };
  for (const type of path) steps.push({ mark: 'missing', label: type, why: `${label} came without it` });
  walk.state = [...path, label].reduce((from, type) => stateAfter(lifecycle, from, type) ?? from, state);
  return { mark: 'fine' };
}

/** Finds the fewest events that lead from a state to where an event may come; undefined where none do. */
function pathTo(lifecycle: Lifecycle, from: string, type: string): string[] | undefined {
  const reached = new Map<string, string[]>([[from, []]]);
  for (const [state, path] of reached) {
    if (stateAfter(lifecycle, state, type) !== undefined) return path;
    for (const each of allowedIn(lifecycle, state)) {
      const next = stateAfter(lifecycle, state, each);
      if (next !== undefined && !reached.has(next)) reached.set(next, [...path, each]);
    }
  }
  return undefined;
}
