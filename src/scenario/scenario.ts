import { bundled } from '../contract/bundled.ts';
import { type DataFile, dataJudge, readDataFile } from '../contract/data-files.ts';
import type { Contract } from '../contract/load.ts';
import { messageOf, userError } from '../errors.ts';
import type { RecordedEvent } from '../recorded/events.ts';
import { isObject, type Json } from '../schema/json.ts';
import { fromPointer, hasParent, isPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import { similarNames } from './similar-names.ts';
import { durationMs, readTemplate, type Template } from './template.ts';

/** Holds one way that a call can go: its events in order. */
export interface Scenario {
  name: string;
  title: string;
  /** A phone number that ends so chooses it; undefined where none does. */
  digits: string | undefined;
  /** Tells whether it is chosen where nothing else chooses one. */
  isDefault: boolean;
  steps: ScenarioStep[];
  /** Says where it stands; the contract's own file for one that was made from it. */
  file: string;
}

interface ScenarioStep {
  /** Counts virtual milliseconds since the step before, or since the call began. */
  afterMs: number;
  /** Holds the name of its instant, for this and later steps. */
  mark: string | undefined;
  /** Holds the event's type; `event` for a contract whose events have none. */
  type: string;
  /** Names it in errors: `step 3 (created.full)`. */
  label: string;
  /** Holds the event, with placeholders for what differs from call to call. */
  template: Template;
  /** The operation that it is of, where there are several. */
  contract?: Contract | undefined;
}

/** Holds a scenario as it stands in a file; conformance/README.md explains each key. */
interface WrittenScenario {
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

export type ScenarioFile = DataFile<WrittenScenario>;

/** Reads scenario files. Throws an input error that names the file, the key and the step of one that is wrong. */
export async function readScenarioFiles(paths: readonly string[]): Promise<ScenarioFile[]> {
  const validate = await dataJudge(bundled('conformance/schemas/scenario.schema.json'));
  return Promise.all(paths.map((path) => readDataFile<WrittenScenario>(path, validate, namedStep)));
}

function namedStep(data: Record<string, unknown>, pointer: string): string {
  const index = /^\/steps\/(\d+)/.exec(pointer)?.[1];
  if (index === undefined) return '';
  const step = valueAt(data, ['steps', index]);
  return ` (${stepLabel(isObject(step) ? step : {}, Number(index))})`;
}

export function stepLabel({ event }: { event?: unknown }, index: number): string {
  return `step ${index + 1}${typeof event === 'string' ? ` (${event})` : ''}`;
}

/** Reads a scenario, its events filled in from the recorded ones. Throws an input error that names the file and the step. */
export function readScenario(
  { file, data }: ScenarioFile,
  { typePath }: Pick<Contract, 'typePath'>,
  recorded: readonly RecordedEvent[],
): Scenario {
  const { scenario: name, title, digits, default: isDefault = false, set: shared = {} } = data;
  const known = ['now', 'start'];
  const used = new Set<string>();
  const steps = data.steps.map((step, index): ScenarioStep => {
    const label = stepLabel(step, index);
    try {
      const { mark, event: name, body = {} } = step;
      if (['id', 'now', 'start'].includes(mark ?? '')) throw new Error(`mark: "${mark}" has a meaning already`);
      if (mark !== undefined) known.push(mark);
      const event = name === undefined ? readTemplate(body, known) : recordedEvent(name, recorded);
      const template = withOwnValues(withSharedValues(event, shared, { known, used }), step, known);
      const type = typePath && valueAt(template, typePath);
      const afterMs = durationMs(step.after ?? '0s') ?? 0;
      return { afterMs, mark, type: typeof type === 'string' ? type : 'event', label, template };
    } catch (cause) {
      throw userError('input', `${file}: ${label}: ${messageOf(cause)}`, { cause });
    }
  });
  const unused = Object.keys(shared).find((pointer) => !used.has(pointer));
  if (unused !== undefined) throw userError('input', `${file}: set: no event has the place ${unused}`);
  return { name, title, digits, isDefault, steps, file };
}

/** Puts the values that all events share where an event has their location already, and adds their pointers to `used`. */
function withSharedValues(
  event: Template,
  shared: Record<string, Json>,
  { known, used }: { known: readonly string[]; used: Set<string> },
): Template {
  return Object.entries(shared).reduce((template, [pointer, value]) => {
    const path = checkedPath(pointer);
    if (valueAt(template, path) === undefined) return template;
    used.add(pointer);
    return withValueAt(template, path, readTemplate(value, known));
  }, event);
}

function withOwnValues(event: Template, { drop = [], set = {} }: WrittenStep, known: readonly string[]): Template {
  let template = event;
  for (const pointer of drop) {
    const path = checkedPath(pointer);
    if (valueAt(template, path) === undefined) throw new Error(`drop: the event has no place ${pointer}`);
    template = withValueAt(template, path, undefined);
  }
  for (const [pointer, value] of Object.entries(set)) {
    const path = checkedPath(pointer);
    if (!hasParent(template, path)) throw new Error(`set: the event has no place for ${pointer}`);
    template = withValueAt(template, path, readTemplate(value, known));
  }
  return template;
}

function checkedPath(pointer: string): string[] {
  if (isPointer(pointer)) return fromPointer(pointer);
  throw new Error(`"${pointer}" is no JSON pointer, such as /data/id`);
}

function recordedEvent(name: string, recorded: readonly RecordedEvent[]): Json {
  const found = recorded.findLast((each) => each.name === name);
  if (found) return JSON.parse(found.bytes.toString()) as Json;
  const names = recorded.map((each) => each.name);
  const near = similarNames(name, names).join(', ');
  throw new Error(`there is no recorded event "${name}"${near && `; near it are ${near}`}`);
}
