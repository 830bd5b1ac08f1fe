import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../contract/bundled.ts';
import { yamlFilesIn } from '../contract/data-files.ts';
import { type Contract, type Contracts, contractsOf } from '../contract/load.ts';
import { isUserError, userError } from '../errors.ts';
import { once } from '../once.ts';
import { recordedEvents } from '../recorded/events.ts';
import { sentence } from '../schema/validate/describe.ts';
import { type EventJudge, parsedEventJudge } from '../validator/deliveries.ts';
import { checkAbort, checkOrder, isLifecycleFile, type Lifecycle, readLifecycle } from './lifecycle.ts';
import { everyEvent, everyKind, madeScenario } from './made-scenario.ts';
import { planCall } from './plan.ts';
import { readScenario, readScenarioFiles, type Scenario, type ScenarioFile } from './scenario.ts';
import { similarNames } from './similar-names.ts';

export interface Scenarios {
  /** Holds at least one. */
  all: Scenario[];
  /** Is undefined where nothing says in which order the contract's events come. */
  lifecycle: Lifecycle | undefined;
  /** Says which bundled scenarios the contract has no use for, and why: one sentence each. */
  notes: string[];
}

/**
 * Loads the scenarios for a contract, or for all operations of a document: the bundled ones that are of it, and those of the folders. A folder may bring recorded
 * events in `events/`, and a `lifecycle.yaml`, which takes the place of the bundled lifecycle and scenarios. A contract
 * without any gets one that is made from its schemas. Throws an input error that names the file and the step of a scenario
 * that the contract or the lifecycle does not allow.
 */
export async function loadScenarios(given: Contract | Contracts, folders: readonly string[] = []): Promise<Scenarios> {
  const contracts = 'all' in given ? given : contractsOf(given);
  const read = await readScenarios(contracts, folders);
  return read.all.length > 0 ? read : { ...read, all: [everyEvent(contracts, read.notes)] };
}

/** Holds what a list says of a scenario; of one that is made, which events it has, and not when they come: none of them is made for that. */
export interface ListedScenario extends Pick<Scenario, 'name' | 'title' | 'isDefault'> {
  steps: readonly { afterMs?: number; type: string }[];
}

/** Loads what a list says of the same scenarios. */
export async function listedScenarios(
  contracts: Contracts,
  folders: readonly string[] = [],
): Promise<ListedScenario[]> {
  const { all } = await readScenarios(contracts, folders);
  return all.length > 0 ? all : [{ ...madeScenario, steps: everyKind(contracts).map((type) => ({ type })) }];
}

/** Reads the scenarios that stand in files. */
async function readScenarios(contracts: Contracts, folders: readonly string[]): Promise<Scenarios> {
  const [contract] = contracts.all;
  const judge = lazyJudge(contracts);
  const own = await Promise.all(folders.map((folder) => readFolder(folder, contract, judge)));
  const lifecycles = own.flatMap(({ lifecycle }) => lifecycle);
  if (lifecycles[1])
    throw userError('input', `${lifecycles[1].file}: there is a lifecycle already, ${lifecycles[0]?.file}`);
  const notes: string[] = [];
  const shipped = lifecycles[0] ? undefined : await bundledScenarios(contract, judge, notes);
  const lifecycle = lifecycleOf(contracts, lifecycles[0] ?? shipped?.lifecycle);
  const all = [shipped ?? { scenarios: [] }, ...own].flatMap(({ scenarios }) => scenarios);
  refuseDuplicates(all);
  if (all.length === 0) return { all, lifecycle: undefined, notes };
  if (lifecycle) {
    for (const scenario of all) checkOrder(scenario, lifecycle);
    checkAbort(lifecycle, all);
  }
  return { all, lifecycle, notes };
}

/** Makes a judge that compiles the contract when the first event comes. */
function lazyJudge(contracts: Contracts): EventJudge {
  const made = once(() => parsedEventJudge(contracts));
  return (delivery) => made()(delivery);
}

/** Gives a lifecycle where the events of a contract have types; several operations have no order. */
function lifecycleOf({ all: [contract, another] }: Contracts, known: Lifecycle | undefined): Lifecycle | undefined {
  return !another && contract.typePath ? known : undefined;
}

/**
 * Reads the orders in which the events of a contract come, from the folders that say one, or as it ships; none where nothing says one.
 * Throws an input error for a lifecycle that is none, of another contract, or of an operation that the contract does not have.
 */
export async function loadLifecycles(contracts: Contracts, folders: readonly string[] = []): Promise<Lifecycle[]> {
  const paths = (await Promise.all(folders.map(yamlFilesIn))).flat().filter(isLifecycleFile);
  if (paths.length === 0) {
    const shipped = await readLifecycle(bundled('conformance/lifecycle.yaml'));
    return shipped.contract === contracts.title ? [shipped] : [];
  }
  const own = await Promise.all(paths.map(readLifecycle));
  for (const { file, contract, operation } of own) {
    if (contract !== contracts.title)
      throw userError(
        'input',
        `${file}: it is written for the contract "${contract}", and this is "${contracts.title}"`,
      );
    const names = contracts.every.map((each) => each.operation.name);
    if (operation !== undefined && !names.includes(operation))
      throw userError('input', `${file}: the contract has no operation "${operation}"`, {
        hint: `Known are: ${names.join(', ')}.`,
      });
  }
  // A folder that is given later has the say over those before it.
  return own.toReversed();
}

/** Picks the scenario of a name, or else the default one. Throws a usage error with near names for one that is unknown. */
export function pickScenario<S extends Pick<Scenario, 'name' | 'isDefault'>>(
  { all }: { all: readonly S[] },
  name: string | undefined,
): S {
  // A folder that is given later has the say over those before it.
  const usual = all.findLast(({ isDefault }) => isDefault) ?? all[0];
  const found = name === undefined ? usual : all.find((each) => each.name === name);
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

async function readFolder(folder: string, contract: Contract, judge: EventJudge) {
  const paths = await yamlFilesIn(folder);
  const files = await readScenarioFiles(paths.filter((path) => !isLifecycleFile(path)));
  if (files.length === 0) throw userError('input', `${folder}: holds no scenario`);
  const lifecycle = await Promise.all(paths.filter(isLifecycleFile).map(readLifecycle));
  const titled = [...files.map(({ file, data }) => ({ file, contract: data.contract })), ...lifecycle];
  for (const { file, contract: title } of titled)
    if (title !== undefined && title !== contract.title)
      throw userError('input', `${file}: it is written for the contract "${title}", and this is "${contract.title}"`);
  const read = await scenarioReader(contract, judge, join(folder, 'events'));
  return { scenarios: files.map(read), lifecycle };
}

/** Reads what comes with the package, for one contract; an edition of it that refuses a scenario is no fault of the user. */
async function bundledScenarios(contract: Contract, judge: EventJudge, notes: string[]) {
  const lifecycle = await readLifecycle(bundled('conformance/lifecycle.yaml'));
  if (lifecycle.contract !== contract.title) return undefined;
  const files = await readScenarioFiles(await yamlFilesIn(bundled('conformance/scenarios')));
  // Of scenarios and contract as they ship a test has judged every event.
  const read = await scenarioReader(contract, contract.judged.sound ? undefined : judge);
  const scenarios = files.flatMap((file) => {
    try {
      return [read(file)];
    } catch (error) {
      if (!isUserError(error)) throw error;
      notes.push(`the scenario ${file.data.scenario} is left out: ${error.message}`);
      return [];
    }
  });
  const follows = scenarios.some(({ name }) => name === lifecycle.abort?.scenario);
  return { scenarios, lifecycle: follows ? lifecycle : { ...lifecycle, abort: undefined } };
}

/** Makes a reader of scenarios, which throws an input error for a step whose event the contract refuses, as far as there is a judge. */
async function scenarioReader(contract: Contract, judge: EventJudge | undefined, own?: string) {
  const folders = [bundled('conformance/events'), ...(own !== undefined && existsSync(own) ? [own] : [])];
  const recorded = (await Promise.all(folders.map((folder) => recordedEvents(folder, contract.typePath)))).flat();
  const call = { id: 'call-1', startedAt: new Date(Date.UTC(2026, 0, 15, 9, 30)), facts: [] };
  return (file: ScenarioFile): Scenario => {
    const scenario = readScenario(file, contract, recorded);
    if (!judge) return scenario;
    const { events } = planCall(scenario, contract, call);
    const steps = scenario.steps.map((step, index) => {
      const event: unknown = JSON.parse(events[index]?.body.toString() ?? 'null');
      const { findings, contract: told = contract } = judge({ event });
      const [finding] = findings;
      const where = `${file.file}: ${step.label}`;
      if (finding) throw userError('input', `${where}: ${sentence(finding)} (${contract.title})`);
      return told === contract ? step : { ...step, contract: told };
    });
    return { ...scenario, steps };
  };
}

function refuseDuplicates(scenarios: readonly Scenario[]): void {
  for (const key of ['name', 'digits'] as const) {
    const groups = Map.groupBy(scenarios, (each) => each[key]);
    groups.delete(undefined);
    const [first, second] = [...groups.values()].find(({ length }) => length > 1) ?? [];
    if (first && second) throw userError('input', `${second.file}: the ${key} ${first[key]} is taken by ${first.file}`);
  }
}
