import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../contract/bundled.ts';
import { compileEvents } from '../contract/compile-events.ts';
import { yamlFilesIn } from '../contract/data-files.ts';
import type { Contract } from '../contract/load.ts';
import { isUserError, userError } from '../errors.ts';
import { type RecordedEvent, recordedEvents } from '../recorded/events.ts';
import type { Validator } from '../schema/validate/compile.ts';
import { checkAbort, checkEvents, checkOrder, refuseDuplicates } from './check.ts';
import { everyEvent } from './every-event.ts';
import { isLifecycleFile, readLifecycle } from './lifecycle.ts';
import type { Scenario, Scenarios } from './scenario.ts';
import { readScenario, readScenarioFiles, type ScenarioFile } from './scenario-file.ts';
import { similarNames } from './similar-names.ts';

/**
 * Loads the scenarios for a contract: the bundled ones that are of it, and those of the folders. A folder may bring recorded
 * events in `events/`, and a `lifecycle.yaml`, which takes the place of the bundled lifecycle and scenarios. A contract
 * without any gets one that is made from its schemas. Throws an input error that names the file and the step of a scenario
 * that the contract or the lifecycle does not allow.
 */
export async function loadScenarios(contract: Contract, folders: readonly string[] = []): Promise<Scenarios> {
  const validate = compileEvents(contract);
  const own = await Promise.all(folders.map((folder) => readFolder(folder, contract, validate)));
  const lifecycles = own.flatMap(({ lifecycle }) => lifecycle);
  if (lifecycles[1])
    throw userError('input', `${lifecycles[1].file}: there is a lifecycle already, ${lifecycles[0]?.file}`);
  const notes: string[] = [];
  const given = lifecycles[0] ? undefined : await bundledScenarios(contract, validate, notes);
  const lifecycle = contract.typePath ? (lifecycles[0] ?? given?.lifecycle) : undefined;
  const all = [given ?? { scenarios: [] }, ...own].flatMap(({ scenarios }) => scenarios);
  refuseDuplicates(all);
  if (all.length === 0) return { all: [everyEvent(contract, validate)], lifecycle: undefined, notes };
  if (lifecycle) {
    for (const scenario of all) checkOrder(scenario, lifecycle);
    checkAbort(lifecycle, all);
  }
  return { all, lifecycle, notes };
}

/** Picks the scenario of a name, or else the default one. Throws a usage error with near names for one that is unknown. */
export function pickScenario({ all }: Scenarios, name: string | undefined): Scenario {
  const found = name === undefined ? defaultScenario(all) : all.find((each) => each.name === name);
  if (found) return found;
  const names = all.map((each) => each.name);
  const near = similarNames(name ?? '', names);
  throw userError('usage', `there is no scenario "${name}"`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known are: ${names.join(', ')}.`,
  });
}

/** Finds the scenario whose digits end a phone number, the longest first; undefined when none does. Skips what is no digit. */
export function scenarioByDigits({ all }: Scenarios, number: string): Scenario | undefined {
  const digits = number.replaceAll(/\D/g, '');
  const found = all.filter((each) => each.digits !== undefined && digits.endsWith(each.digits));
  return found.toSorted((a, b) => (b.digits?.length ?? 0) - (a.digits?.length ?? 0))[0];
}

/** Picks the default: a folder that is given later has the say over those before it. */
function defaultScenario(all: readonly Scenario[]): Scenario | undefined {
  return all.findLast(({ isDefault }) => isDefault) ?? all[0];
}

async function readFolder(folder: string, contract: Contract, validate: Validator) {
  const paths = await yamlFilesIn(folder);
  const files = await readScenarioFiles(paths.filter((path) => !isLifecycleFile(path)));
  if (files.length === 0) throw userError('input', `${folder}: holds no scenario`);
  const lifecycle = await Promise.all(paths.filter(isLifecycleFile).map(readLifecycle));
  const titled = [...files.map(({ file, written }) => ({ file, contract: written.contract })), ...lifecycle];
  for (const { file, contract: title } of titled)
    if (title !== undefined && title !== contract.title)
      throw userError('input', `${file}: it is written for the contract "${title}", and this is "${contract.title}"`);
  const read = scenarioReader(contract, validate, await recordedFor(contract, join(folder, 'events')));
  return { scenarios: files.map(read), lifecycle };
}

/** Reads what comes with the package, for one contract; an edition of it that refuses a scenario is no fault of the user. */
async function bundledScenarios(contract: Contract, validate: Validator, notes: string[]) {
  const lifecycle = await readLifecycle(bundled('conformance/lifecycle.yaml'));
  if (lifecycle.contract !== contract.title) return undefined;
  const files = await readScenarioFiles(await yamlFilesIn(bundled('conformance/scenarios')));
  const read = scenarioReader(contract, validate, await recordedFor(contract));
  const scenarios = files.flatMap((file) => {
    try {
      return [read(file)];
    } catch (error) {
      if (!isUserError(error)) throw error;
      notes.push(`the scenario ${file.written.scenario} is left out: ${error.message}`);
      return [];
    }
  });
  const follows = scenarios.some(({ name }) => name === lifecycle.abort?.scenario);
  return { scenarios, lifecycle: follows ? lifecycle : { ...lifecycle, abort: undefined } };
}

function scenarioReader(contract: Contract, validate: Validator, recorded: readonly RecordedEvent[]) {
  return (file: ScenarioFile): Scenario => {
    const scenario = readScenario(file, contract, recorded);
    checkEvents(scenario, contract, validate);
    return scenario;
  };
}

async function recordedFor({ typePath }: Contract, own?: string): Promise<RecordedEvent[]> {
  const folders = [bundled('conformance/events'), ...(own !== undefined && existsSync(own) ? [own] : [])];
  return (await Promise.all(folders.map((folder) => recordedEvents(folder, typePath)))).flat();
}
