import { rolesOf } from '../../../delivery/delivery.ts';
import type { Credential } from '../../../openapi/security.ts';
import type { WrittenSend, WrittenStep } from './files.ts';

type Words = NonNullable<WrittenSend['auth']>;

/** Leaves out the deliveries of a flow that spoil only what this contract has not, unless nothing would be spoilt any more. */
export function spoilableSteps(steps: readonly WrittenStep[], credentials: readonly Credential[]): WrittenStep[] {
  const roles = new Set<string>(credentials.flatMap(rolesOf));
  const kept = steps.filter(({ send }) => !send?.auth || Object.keys(send.auth).some((role) => roles.has(role)));
  return kept.some(({ send }) => send?.auth) ? kept : [...steps];
}

/** Tells why no delivery of a contract can be spoilt as a case says; undefined where it can be. */
export function whyUnspoilable(auth: Words, credentials: readonly Credential[]): string | undefined {
  const roles = new Set<string>(credentials.flatMap(rolesOf));
  const asked = Object.keys(auth);
  const lacking = asked.find((role) => !roles.has(role));
  const isExchange = Object.values(auth).some((word) => word === 'other' || word === 'with-others-first');
  if (lacking && (isExchange || asked.every((role) => !roles.has(role))))
    return `this profile has no ${lacking === 'signature' ? lacking : `${lacking} key`} in its deliveries`;
  const touched = credentials.filter((credential) => rolesOf(credential).some((role) => auth[role] !== undefined));
  return touched.map((credential) => oddityOf(credential, auth)).find((why) => why !== undefined);
}

function oddityOf({ in: place, name, source }: Credential, auth: Words): string | undefined {
  const roles = source.kind === 'key' ? source.roles : (['signature'] as const);
  const words = roles.map((role) => auth[role]);
  const has = (...each: (typeof words)[number][]): boolean => words.some((word) => word && each.includes(word));
  if (has('in-query') && place === 'query') return 'the contract asks for the key in the query';
  if (has('in-query') && new Set(words).size > 1)
    return 'both keys travel in one header, and neither without the other';
  if (has('spaced') && place !== 'header') return 'no header carries the key';
  if (has('capital-kind', 'without-kind') && (source.kind !== 'key' || source.form === 'plain'))
    return 'no word stands in front of the key';
  const isAuthorization = place === 'header' && name.toLowerCase() === 'authorization';
  if (has('good-then-bad', 'bad-then-good') && isAuthorization)
    return 'of two Authorization headers many servers show an application one';
  return undefined;
}

/** Tells whether a key comes twice where frameworks differ in which one they read: in the query, or in a cookie. */
export function isReadAsItMayBe(auth: Words, credentials: readonly Credential[]): boolean {
  return credentials.some(
    (credential) =>
      credential.in !== 'header' &&
      rolesOf(credential).some((role) => auth[role] === 'good-then-bad' || auth[role] === 'bad-then-good'),
  );
}
