import { allowedIn, type Lifecycle, stateAfter } from '../scenario/lifecycle.ts';
import type { EventRow, TimelineStep } from './views.ts';

/**
 * Lays events with one identity along a lifecycle, in the order of arrival: what does not fit is late (others came in its place),
 * double, or out of order; between two that do not follow each other stands what is missing. Without a lifecycle only what
 * came more than once is told.
 */
export function timelineOf(
  events: readonly EventRow[],
  lifecycle: Lifecycle | undefined,
): { steps: TimelineStep[]; state?: string; awaited: string[] } {
  const [judged, refused] = [events.filter(isSound), events.filter((event) => !isSound(event))];
  if (!lifecycle) return { steps: events.map((event) => plainStep(event, events)), awaited: [] };
  const walk = { lifecycle, state: lifecycle.start, steps: [] as TimelineStep[] };
  for (const event of judged) addStep(walk, event);
  const steps = [...walk.steps];
  // What was not accepted changes no state, and stands where it came.
  for (const event of refused) {
    const at = steps.findIndex((step) => step.event !== undefined && step.event.id > event.id);
    steps.splice(at < 0 ? steps.length : at, 0, { mark: 'fine', label: labelOf(event), event });
  }
  return { steps, state: walk.state, awaited: allowedIn(lifecycle, walk.state).filter(leadsOn(lifecycle, walk.state)) };
}

function isSound({ outcome }: EventRow): boolean {
  return outcome === 'accepted';
}

/** Tells whether an event type changes the state: what changes nothing is not waited for. */
function leadsOn(lifecycle: Lifecycle, state: string): (type: string) => boolean {
  return (type) => stateAfter(lifecycle, state, type) !== state;
}

export function labelOf({ type, operation }: EventRow): string {
  return type ?? operation ?? 'unknown';
}

function plainStep(event: EventRow, all: readonly EventRow[]): TimelineStep {
  const step: TimelineStep = { mark: 'fine', label: labelOf(event), event };
  const isAgain = event.type !== undefined && all.some((each) => each.id < event.id && each.type === event.type);
  if (event.attempts > 1) return { ...step, mark: 'double', why: deliveredTimes(event) };
  return isAgain ? { ...step, why: 'an event of this type came before' } : step;
}

function deliveredTimes({ attempts }: EventRow): string {
  return `it was delivered ${attempts} times`;
}

interface Walk {
  lifecycle: Lifecycle;
  state: string;
  steps: TimelineStep[];
}

function addStep(walk: Walk, event: EventRow): void {
  const label = labelOf(event);
  const fit = fitOf(walk, label);
  const isAgain = event.attempts > 1 && fit.mark === 'fine';
  const told = isAgain ? { mark: 'double' as const, why: deliveredTimes(event) } : fit;
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
