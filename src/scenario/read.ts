import { bundled } from '../contract/bundled.ts';
import { dataJudge, readDataFile } from '../contract/data-files.ts';
import type { Contract } from '../contract/load.ts';
import { messageOf, userError } from '../errors.ts';
import type { RecordedEvent } from '../recorded/events.ts';
import { isObject, type Json } from '../schema/json.ts';
import { fromPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import { durationMs } from './duration.ts';
import type { Scenario, ScenarioStep } from './model.ts';
import { nearest } from './near.ts';
import { hasParent, isPointer } from './places.ts';
import { takeWords, type Worded, withWords } from './words.ts';

/** A scenario as it stands in a file; conformance/README.md explains each key. */
export interface WrittenScenario {
  scenario: string;
  title: string;
  contract?: string;
  digits?: string;
  default?: true;
  set?: Record<string, Json>;
  steps: WrittenStep[];
}

interface WrittenStep {
  after?: string;
  mark?: string;
  event?: string;
  body?: Json;
  drop?: string[];
  set?: Record<string, Json>;
}

export interface ScenarioFile {
  file: string;
  written: WrittenScenario;
}

/** Reads scenario files. Throws an input error that names the file, the key and the step of one that is wrong. */
export async function readScenarioFiles(paths: readonly string[]): Promise<ScenarioFile[]> {
  const judge = await dataJudge(bundled('conformance/schemas/scenario.schema.json'));
  const files = await Promise.all(paths.map((path) => readDataFile<WrittenScenario>(path, judge, stepAt)));
  return files.map(({ file, data }) => ({ file, written: data }));
}

function stepAt(data: Record<string, unknown>, pointer: string): string {
  const index = /^\/steps\/(\d+)/.exec(pointer)?.[1];
  if (index === undefined) return '';
  const step = valueAt(data, ['steps', index]);
  return ` (${labelOf(isObject(step) ? step : {}, Number(index))})`;
}

function labelOf({ event }: { event?: unknown }, index: number): string {
  return `step ${index + 1}${typeof event === 'string' ? ` (${event})` : ''}`;
}

/** What a scenario file says, its events filled in from the recorded ones. Throws an input error that names the step. */
export function scenarioOf(
  { file, written }: ScenarioFile,
  contract: Pick<Contract, 'typePath'>,
  recorded: readonly RecordedEvent[],
): Scenario {
  const known = ['now', 'start'];
  const used = new Set<string>();
  const steps = written.steps.map((step, index): ScenarioStep => {
    const label = labelOf(step, index);
    try {
      if (step.mark !== undefined) known.push(markOf(step.mark));
      const event = eventOf(step, written.set ?? {}, used, known, recorded);
      const type = contract.typePath && valueAt(event, contract.typePath);
      const afterMs = durationMs(step.after ?? '0s') ?? 0;
      return { afterMs, mark: step.mark, type: typeof type === 'string' ? type : 'event', label, ...takeWords(event) };
    } catch (cause) {
      throw userError('input', `${file}: ${label}: ${messageOf(cause)}`, { cause });
    }
  });
  const unused = Object.keys(written.set ?? {}).find((pointer) => !used.has(pointer));
  if (unused !== undefined) throw userError('input', `${file}: set: no event has the place ${unused}`);
  const { scenario: name, title, digits, default: isDefault = false } = written;
  return { name, title, digits, isDefault, steps, file };
}

/** The event of a step: recorded or written, then what all events share, then what the step drops and sets. */
function eventOf(
  step: WrittenStep,
  shared: Record<string, Json>,
  used: Set<string>,
  known: readonly string[],
  recorded: readonly RecordedEvent[],
): Worded {
  let event: Worded =
    step.event === undefined ? withWords(step.body ?? {}, known) : recordedEvent(step.event, recorded);
  for (const [pointer, value] of Object.entries(shared)) {
    const path = pathOf(pointer);
    if (valueAt(event, path) === undefined) continue;
    used.add(pointer);
    event = withValueAt(event, path, withWords(value, known));
  }
  for (const pointer of step.drop ?? []) {
    const path = pathOf(pointer);
    if (valueAt(event, path) === undefined) throw new Error(`drop: the event has no place ${pointer}`);
    event = withValueAt(event, path, undefined);
  }
  for (const [pointer, value] of Object.entries(step.set ?? {})) {
    const path = pathOf(pointer);
    if (!hasParent(event, path)) throw new Error(`set: the event has no place for ${pointer}`);
    event = withValueAt(event, path, withWords(value, known));
  }
  return event;
}

function markOf(mark: string): string {
  if (['id', 'now', 'start'].includes(mark)) throw new Error(`mark: "${mark}" has a meaning already`);
  return mark;
}

function pathOf(pointer: string): string[] {
  if (isPointer(pointer)) return fromPointer(pointer);
  throw new Error(`"${pointer}" is no JSON pointer, such as /data/id`);
}

function recordedEvent(name: string, recorded: readonly RecordedEvent[]): Json {
  const found = recorded.findLast((each) => each.name === name);
  if (found) return JSON.parse(found.bytes.toString()) as Json;
  const near = nearest(
    name,
    recorded.map((each) => each.name),
  );
  throw new Error(`there is no recorded event "${name}"${near.length > 0 ? `; near it are ${near.join(', ')}` : ''}`);
}
