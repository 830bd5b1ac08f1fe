import { bundled } from '../contract/bundled.ts';
import type { Contract } from '../contract/load.ts';
import { roleOf } from '../delivery/delivery.ts';
import { userError } from '../errors.ts';
import type { Header } from '../exchange.ts';
import { exampleOf } from '../schema/example.ts';
import { toPointer } from '../schema/pointer.ts';
import type { Case, Expectation } from './case.ts';
import { type RecordedEvent, recordedEvents } from './events.ts';
import { generateCases } from './generate.ts';
import { type WrittenCase, type WrittenGroup, type WrittenSend, writtenCases } from './handwritten.ts';
import { variantName } from './sites.ts';
import { spoilings } from './spoil.ts';

export interface Suite {
  cases: Case[];
  /** A legal event, for controls. */
  control: Buffer;
}

export interface SuiteFiles {
  /** Folder of recorded example events. */
  events: string;
  /** Folder of hand-written cases. */
  cases: string;
}

export const bundledSuite: SuiteFiles = { events: bundled('conformance/events'), cases: bundled('conformance/cases') };

/** All cases for a contract: hand-written, recorded and generated, in a fixed order. Throws when two share an id. */
export async function loadSuite(contract: Contract, files: SuiteFiles = bundledSuite): Promise<Suite> {
  const groups = await writtenCases(files.cases, bundled('conformance/schemas/cases.schema.json'));
  const known = await recordedEvents(files.events, contract);
  // Another contract has other events; its own are then made from its schemas.
  const recorded = known.filter(({ type }) => type !== undefined && contract.eventTypes.includes(type));
  const sources = { contract, known, recorded, byType: eventsByType(contract, recorded) };
  const cases = [
    ...groups.flatMap((group) => group.cases.flatMap((written) => fromWritten(written, group, sources))),
    ...recorded.map((event) => fromRecorded(event, contract)),
    ...generateCases(contract).cases,
  ];
  const twice = cases.map(({ id }) => id).find((id, index, all) => all.indexOf(id) !== index);
  if (twice) throw userError('input', `two cases have the id ${twice}`);
  return { cases, control: [...sources.byType.values()][0] ?? Buffer.from('{}') };
}

interface Sources {
  contract: Contract;
  /** All recorded events, and those that are of this contract. */
  known: RecordedEvent[];
  recorded: RecordedEvent[];
  byType: Map<string, Buffer>;
}

/** One legal event a type: a recorded one where there is one, the fullest first. */
function eventsByType(contract: Contract, recorded: readonly RecordedEvent[]): Map<string, Buffer> {
  const made = contract.variants.flatMap((variant) =>
    (variant.tags[0]?.values ?? [variantName(variant)]).map((type): [string, Buffer] => [
      type,
      Buffer.from(JSON.stringify(exampleOf(variant, 'maximal', [type]))),
    ]),
  );
  const fullest = recorded.toSorted((a, b) => a.bytes.length - b.bytes.length);
  return new Map([...made, ...fullest.map(({ type, bytes }): [string, Buffer] => [type ?? '', bytes])]);
}

function fromRecorded({ name, bytes }: RecordedEvent, contract: Contract): Case {
  return {
    id: `schema.good.recorded.${name}`,
    title: `the recorded event ${name} is accepted byte for byte`,
    group: 'schema.good',
    level: 'MUST',
    requirement: {
      source: sourceOf('contract#{operation}', contract),
      quote: `responses: ${contract.statuses.join(', ')}`,
    },
    expect: 'accepted',
    answer: [],
    send: plainSend(bytes, contract),
  };
}

function plainSend(body: Buffer, contract: Contract): Case['send'] {
  const headers: Header[] = [['content-type', 'application/json']];
  const method = contract.operation.method.toUpperCase();
  return { method, suffix: '', headers, body, bodyIs: 'legal', spoilt: {}, shell: {}, headerCase: 'as-is' };
}

function fromWritten(written: WrittenCase, { group, contract: writtenFor }: WrittenGroup, sources: Sources): Case[] {
  const types = written.each === 'event-type' ? [...sources.byType.keys()] : [undefined];
  return types.map((type) => {
    const { level, answer = [] } = written;
    const requirement = { ...written.requirement, source: sourceOf(written.requirement.source, sources.contract) };
    const expect = expectation(written.expect, sources.contract);
    const id = type === undefined ? written.id : `${written.id}.${type}`;
    const title = type === undefined ? written.title : `${written.title} (${type})`;
    const auth = written.send?.auth ?? {};
    const lacking = Object.keys(auth).find((role) => !rolesOf(sources.contract).includes(role));
    const notApplicable = lacking
      ? `this profile has no ${lacking === 'signature' ? lacking : `${lacking} key`} in its deliveries`
      : foreign(written, writtenFor, sources);
    const send = sendOf(written.send ?? {}, type, written.id, expect, sources);
    return { id, title, group, level, requirement, expect, answer, send, ...(notApplicable ? { notApplicable } : {}) };
  });
}

/** A case about the events of one contract says nothing of another. */
function foreign(
  { send }: WrittenCase,
  title: string | undefined,
  { contract, known, recorded }: Sources,
): string | undefined {
  const isOurs = send?.event === undefined || recorded.some(({ name }) => name === send.event);
  const unknown = !isOurs && known.some(({ name }) => name === send?.event);
  return unknown || (title !== undefined && title !== contract.title)
    ? 'it is written for another contract'
    : undefined;
}

/** `contract#{operation}/responses` in a case file stands for that place in whichever contract is judged by. */
function sourceOf(written: string, contract: Contract): string {
  const file = contract.source.split(/[\\/]/).at(-1) ?? '';
  return written.replace(/^contract#/, `${file}#`).replace('{operation}', toPointer(contract.operation.location));
}

function rolesOf(contract: Contract): string[] {
  return (contract.security[0] ?? []).map(roleOf);
}

function expectation(written: string | number[], contract: Contract): Expectation {
  if (Array.isArray(written)) return { statuses: written };
  if (written === 'documented') return { statuses: contract.statuses.map(Number).filter((status) => status < 300) };
  return written as Expectation;
}

function sendOf(
  written: WrittenSend,
  type: string | undefined,
  id: string,
  expect: Expectation,
  sources: Sources,
): Case['send'] {
  const body = spoiltBody(written, baseBody(written, type, id, sources));
  const legal = ['accepted', 'denied', 'not-redirected'].includes(String(expect)) || typeof expect === 'object';
  const roles = Object.entries(written.auth ?? {}).map(([role, word]) => [role, spoilings[word]] as const);
  const defined = roles.flatMap(([role, spoiling]) => (spoiling ? [[role, spoiling] as const] : []));
  return {
    method: written.method ?? sources.contract.operation.method.toUpperCase(),
    suffix: (written.path ?? '') + (written.query ?? ''),
    headers: headersOf(written.headers ?? {}),
    body,
    bodyIs: written.bodyIs ?? (body === null ? 'any' : legal ? 'legal' : expect === 'refused' ? 'illegal' : 'any'),
    spoilt: Object.fromEntries(defined.map(([role, spoiling]) => [role, spoiling.spoilt])),
    shell: Object.fromEntries(defined.map(([role, spoiling]) => [role, spoiling.shell])),
    headerCase: written.headerCase ?? 'as-is',
    ...(written.framing ? { framing: framingOf(written.framing) } : {}),
  };
}

function baseBody(written: WrittenSend, type: string | undefined, id: string, sources: Sources): Buffer | null {
  const { bodyRepeat: repeat } = written;
  if (written.bodyBase64 !== undefined) return Buffer.from(written.bodyBase64, 'base64');
  if (repeat) return Buffer.from((repeat.before ?? '') + repeat.text.repeat(repeat.times) + (repeat.after ?? ''));
  if (written.body === null) return null;
  if (written.body !== undefined)
    return Buffer.from(typeof written.body === 'string' ? written.body : JSON.stringify(written.body));
  if (written.event === undefined)
    return sources.byType.get(type ?? sources.contract.eventTypes[0] ?? '') ?? [...sources.byType.values()][0] ?? null;
  const event = sources.known.find(({ name }) => name === written.event);
  if (!event) throw userError('input', `case ${id}: there is no recorded event "${written.event}"`);
  return event.bytes;
}

function spoiltBody({ cut, append, prepend }: WrittenSend, body: Buffer | null): Buffer | null {
  if (body === null) return null;
  const kept = cut === undefined ? body : body.subarray(0, Math.max(body.length - cut, 0));
  return Buffer.concat([Buffer.from(prepend ?? ''), kept, Buffer.from(append ?? '')]);
}

function headersOf(written: Record<string, string | null>): Header[] {
  const given = Object.entries(written).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = new Map<string, string | null>([['content-type', 'application/json'], ...given]);
  return [...headers].filter((header): header is [string, string] => header[1] !== null);
}

function framingOf(written: NonNullable<WrittenSend['framing']>): NonNullable<Case['send']['framing']> {
  if (written === 'continue') return { kind: 'continue' };
  return 'chunked' in written ? { kind: 'chunked', size: written.chunked } : { kind: 'split', size: written.split };
}
