import type { Contract } from '../../../contract/load.ts';
import { roleOf } from '../../../delivery/delivery.ts';
import { mediaTypeEssence } from '../../../openapi/media-types.ts';
import { hasSignature } from '../../../openapi/security.ts';
import { parseJson } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Case, Expectation, Step } from '../case.ts';
import type { WrittenCase, WrittenGroup, WrittenSend, WrittenStep } from './files.ts';
import { sendOf } from './request-plan.ts';
import type { Sources } from './sources.ts';

/** Makes the cases that a written one stands for: one, or one for each event type. Throws an input error for an unknown event. */
export function casesOf(written: WrittenCase, group: WrittenGroup, sources: Sources): Case[] {
  const types = written.each === 'event-type' ? [...sources.byType.keys()] : [undefined];
  return types.map((type) => caseOf(written, group, type, sources));
}

function caseOf(written: WrittenCase, group: WrittenGroup, type: string | undefined, sources: Sources): Case {
  const { level, together = [], effects = false, alone = false, kill } = written;
  const { contract } = sources;
  const where = `${group.file}: case ${written.id}`;
  const steps = writtenSteps(written).map((step) => stepOf(step, type, where, sources));
  const notApplicable = whyNot(written, steps, group, sources);
  return {
    id: type === undefined ? written.id : `${written.id}.${type}`,
    title: type === undefined ? written.title : `${written.title} (${type})`,
    group: group.group,
    level,
    requirement: { ...written.requirement, source: sourceOf(written.requirement.source, contract) },
    steps,
    together,
    effects,
    alone: alone || kill !== undefined,
    ...(kill ? { kill } : {}),
    ...(notApplicable ? { notApplicable } : {}),
  };
}

function writtenSteps({ flow, send, expect = 'accepted', answer }: WrittenCase): WrittenStep[] {
  return flow ?? [{ expect, ...(send ? { send } : {}), ...(answer ? { answer } : {}) }];
}

function stepOf(step: WrittenStep, type: string | undefined, where: string, sources: Sources): Step {
  const expect = expectation(step.expect, sources.contract);
  const { answer = [], times = 1, atOnce = false, oneConnection = false, withinMs } = step;
  const send = sendOf(step.send ?? {}, type, where, expect, sources);
  return { send, expect, answer, times, atOnce, oneConnection, ...(withinMs === undefined ? {} : { withinMs }) };
}

function whyNot(
  written: WrittenCase,
  steps: readonly Step[],
  group: WrittenGroup,
  sources: Sources,
): string | undefined {
  const { contract } = sources;
  const sends = writtenSteps(written).map(({ send = {} }) => send);
  if (group.profile === 'signature' && !hasSignature(contract.security)) {
    return 'deliveries are not signed under this profile (--auth signature)';
  }
  if (sends.some(({ method }) => method !== undefined && method.toLowerCase() === contract.operation.method)) {
    return 'its method is the one that deliveries have here';
  }
  const lacking = sends.flatMap(({ auth = {} }) => Object.keys(auth)).find((role) => !rolesOf(contract).includes(role));
  if (lacking) return `this profile has no ${lacking === 'signature' ? lacking : `${lacking} key`} in its deliveries`;
  if (isForeign(sends, group, sources)) return 'it is written for another contract';
  if (hasValidBody(sends, steps, sources)) return 'the contract allows the body that is to be refused';
  const odd = oddMediaType(sends, contract.body);
  if (odd === 'application/json') return `the contract does not declare ${odd}`;
  return odd && `the contract declares ${odd}, too`;
}

/** Tells whether a body that a case means to be refused for its content is valid by the contract in use. */
function hasValidBody(sends: readonly WrittenSend[], steps: readonly Step[], { validate }: Sources): boolean {
  return sends.some((send, index) => {
    const { body, bodyBase64, cut, append, prepend, bodyRepeat, headers, auth } = send;
    const expect = steps[index]?.expect;
    const isSpoilt = [body, bodyBase64, cut, append, prepend].some((each) => each !== undefined);
    if ((expect !== 'refused' && expect !== 'not-accepted') || !isSpoilt || bodyRepeat || headers || auth) return false;
    const bytes = steps[index]?.send.body;
    const event = bytes ? parseJson(bytes.toString()) : undefined;
    return event !== undefined && validate(event).length === 0;
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

/** `contract#{operation}/responses` in a case file stands for that place in whichever contract is judged by. */
export function sourceOf(written: string, contract: Contract): string {
  const file = contract.source.split(/[\\/]/).at(-1) ?? '';
  return written.replace(/^contract#/, `${file}#`).replace('{operation}', toPointer(contract.operation.location));
}

function rolesOf(contract: Contract): string[] {
  return (contract.security[0] ?? []).map(roleOf);
}

function expectation(written: string | number[], contract: Contract): Expectation {
  if (Array.isArray(written)) return { statuses: written };
  if (written !== 'documented') return written as Expectation;
  const documented = contract.statuses.map(Number).filter((status) => status < 300);
  // A range (`2XX`) or `default` names no status of its own: any success will do.
  return documented.length > 0 ? { statuses: documented } : 'accepted';
}
