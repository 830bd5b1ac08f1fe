import type { Contract } from '../../../contract/load.ts';
import { mediaTypeEssence } from '../../../openapi/media-types.ts';
import { pathItemOf } from '../../../openapi/path-item.ts';
import { hasSignature } from '../../../openapi/security.ts';
import { type SchemeTrait, schemeTraits } from '../../../openapi/signature-scheme.ts';
import { isObject, parseJson } from '../../../schema/json.ts';
import { toPointer, valueAt } from '../../../schema/pointer.ts';
import { type Case, type Expectation, newStep, type Step, sourceAt } from '../case.ts';
import type { WrittenCase, WrittenGroup, WrittenSend } from './files.ts';
import { type CaseContext, isOtherBody, type Sources, sendOf } from './request-plan.ts';
import { isReadAsItMayBe, spoilableSteps, whyUnspoilable } from './spoilable.ts';

/** Makes the cases of a file: of each that is written one, or one for each event type. Throws an input error for an unknown event. */
export function casesOf(group: WrittenGroup, sources: Sources): Case[] {
  return group.cases.flatMap((written) => {
    if (written.signs && !signs(sources.contract, written.signs)) return [];
    if (written.credentials && !hasAuthorization(sources.contract)) return [];
    const types = written.each === 'event-type' ? [...sources.byType.keys()] : [undefined];
    const where = `${group.file}: case ${written.id}`;
    return types.map((type) => writtenCase(written, group, { ...sources, type, where }));
  });
}

function signs({ security }: Contract, trait: SchemeTrait): boolean {
  return (security[0] ?? []).some(({ source }) => source.kind === 'signature' && schemeTraits[trait](source.scheme));
}

function hasAuthorization({ security: [credentials = []] }: Contract): boolean {
  return credentials.some(({ source }) => source.kind === 'key' && source.form !== 'plain');
}

function writtenCase(written: WrittenCase, group: WrittenGroup, context: CaseContext): Case {
  const { contract, type } = context;
  const { each: _, signs: __, credentials: ___, asks, asksFor, flow, ...rest } = written;
  const { send = {}, expect = 'accepted', answer = [], ...own } = rest;
  const [credentials = []] = contract.security;
  const plans = spoilableSteps(flow ?? [{ send, expect, answer }], credentials);
  const isObserved =
    (asksFor !== undefined && !signs(contract, asksFor)) ||
    plans.some((plan) => plan.send?.auth && isReadAsItMayBe(plan.send.auth, credentials));
  const steps = plans.map(({ send: plan = {}, expect: asked, ...given }) => {
    const expected = isObserved ? 'observed' : expectation(asked, contract);
    return newStep(sendOf(plan, expected, context), expected, given);
  });
  const sends = plans.map((plan) => plan.send ?? {});
  const title = isObserved ? observedTitle(own.title) : own.title;
  const notApplicable = unasked(asks, group, contract) ?? whyNot(sends, steps, group, context);
  return {
    together: [],
    effects: false,
    alone: own.kill !== undefined,
    ...own,
    level: isObserved ? 'OBSERVE' : ((asks && contract.handshake?.asks[asks]) ?? own.level),
    id: type === undefined ? own.id : `${own.id}.${type}`,
    title: type === undefined ? title : `${title} (${type})`,
    group: group.group,
    requirement: { ...own.requirement, source: sourceOf(own.requirement.source, contract) },
    steps,
    ...(notApplicable ? { notApplicable } : {}),
  };
}

/** Turns a title that says what is asked into one that says what is looked at. */
function observedTitle(title: string): string {
  return /^(?:Whether|What|How) /.test(title) ? title : `Whether ${title[0]?.toLowerCase()}${title.slice(1)}`;
}

/** Tells why no handshake asks for what a case is about. */
function unasked(
  asks: WrittenCase['asks'],
  { profile }: WrittenGroup,
  { handshake, security }: Contract,
): string | undefined {
  if (profile !== 'handshake') return undefined;
  if (!handshake) return 'no handshake comes before deliveries under this profile (--handshake)';
  if (asks !== undefined && !handshake.asks[asks]) return 'the handshake in use says nothing of it';
  const spoils = asks === 'unsigned' || asks === 'wrong-signature';
  return spoils && security.length === 0 ? 'deliveries carry no credentials under this profile' : undefined;
}

function whyNot(
  sends: readonly WrittenSend[],
  steps: readonly Step[],
  group: WrittenGroup,
  sources: Sources,
): string | undefined {
  const { contract } = sources;
  if (group.profile === 'signature' && !hasSignature(contract.security)) {
    return 'deliveries are not signed under this profile (--auth signature)';
  }
  if (sends.some(({ method }) => method !== undefined && isDeliveredBy(method.toLowerCase(), contract))) {
    return 'its method is one that deliveries have here';
  }
  const credentials = contract.security[0] ?? [];
  const unspoilable = sends.map(({ auth }) => auth && whyUnspoilable(auth, credentials)).find(Boolean);
  if (unspoilable) return unspoilable;
  if (isForeign(sends, group, sources)) return 'it is written for another contract';
  if (hasValidBody(sends, steps, sources)) return 'the contract allows the body that is to be refused';
  if (sends.some(({ size }, index) => size !== undefined && !steps[index]?.send.body))
    return 'no event of the contract can be as long';
  if (sends.some(({ text }, index) => text !== undefined && !steps[index]?.send.body))
    return 'no event of the contract can hold such a text';
  const odd = oddMediaType(sends, contract.body);
  if (odd === 'application/json') return `the contract does not declare ${odd}`;
  return odd && `the contract declares ${odd}, too`;
}

/** Tells whether the document has an operation of a method where the contract's own is received: any webhook, or one of the same path. */
function isDeliveredBy(method: string, { effective, operation }: Contract): boolean {
  const { location } = operation;
  const isPath = location[0] === 'paths';
  const held = valueAt(effective, isPath ? pathItemOf(operation) : location.slice(0, 1));
  const items = isPath ? [held] : Object.values(isObject(held) ? held : {});
  return method === location.at(-1) || items.some((item) => isObject(item) && Object.hasOwn(item, method));
}

/** Tells whether a body that a case means to be refused for its content is valid by the contract in use. */
function hasValidBody(sends: readonly WrittenSend[], steps: readonly Step[], sources: Sources): boolean {
  const { validate, isTaken } = sources;
  return sends.some((send, index) => {
    const expect = steps[index]?.expect;
    if ((expect !== 'refused' && expect !== 'not-accepted') || !isOtherBody(send)) return false;
    const bytes = steps[index]?.send.body;
    if (bytes?.length === 0) return sources.contract.body.mayBeLeftOut;
    const event = bytes ? parseJson(bytes.toString()) : undefined;
    return event !== undefined && (validate(event).length === 0 || isTaken?.(event) === true);
  });
}

/** Names the media type of a case that does not say of this contract what it says of most; undefined where there is none. */
function oddMediaType(sends: readonly WrittenSend[], { mediaTypes }: Contract['body']): string | undefined {
  const declared = mediaTypes.map(mediaTypeEssence);
  const given = sends.flatMap(({ headers = {} }) => headers['content-type'] ?? []).map(mediaTypeEssence);
  return given.find((each) => declared.includes(each) !== (each === 'application/json'));
}

/** Tells whether a case is about the events of another contract, and says nothing of this one. */
function isForeign(sends: readonly WrittenSend[], group: WrittenGroup, sources: Sources): boolean {
  if (group.contract !== undefined && group.contract !== sources.contract.title) return true;
  return sends.some(({ event }) => event !== undefined && !sources.recorded.some(({ name }) => name === event));
}

/** Writes out `contract#{operation}/responses`, which stands for that place in whichever contract is judged by. */
function sourceOf(written: string, contract: Contract): string {
  const { location } = contract.operation;
  return written.replace(/^contract#/, sourceAt(contract, '')).replace('{operation}', toPointer(location));
}

function expectation(written: string | number[], contract: Contract): Expectation {
  if (Array.isArray(written)) return { statuses: written };
  if (written !== 'documented') return written as Expectation;
  const documented = contract.statuses.map(Number).filter((status) => status < 300);
  // A range (`2XX`) or `default` names no status of its own: any success will do.
  return documented.length > 0 ? { statuses: documented } : 'accepted';
}
