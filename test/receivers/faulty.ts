import { authFaults } from './faulty/auth.ts';
import { bodyFaults } from './faulty/bodies.ts';
import { eachFaults } from './faulty/each.ts';
import { effectFaults } from './faulty/effects.ts';
import { errorFaults } from './faulty/errors.ts';
import type { FaultyReceiver } from './faulty/fault.ts';
import { mediaFaults } from './faulty/media.ts';
import { nearlyFaults } from './faulty/nearly.ts';
import { paceFaults } from './faulty/pace.ts';
import { routingFaults } from './faulty/routing.ts';
import { laxFaults } from './faulty/schema-bad.ts';
import { strictFaults } from './faulty/schema-good.ts';
import { semanticFaults } from './faulty/semantics.ts';
import { signatureFaults } from './faulty/signature.ts';

/** Receivers that are each wrong in one way, and the case that must find it; by what they are wrong in. */
export const faultyGroups = {
  routing: routingFaults,
  auth: authFaults,
  nearly: nearlyFaults,
  media: mediaFaults,
  bodies: bodyFaults,
  'schema.good': strictFaults,
  'schema.bad': laxFaults,
  'schema.each': eachFaults,
  errors: errorFaults,
  signature: signatureFaults,
  semantics: semanticFaults,
  effects: effectFaults,
  pace: paceFaults,
} satisfies Record<string, FaultyReceiver[]>;
export type FaultyGroup = keyof typeof faultyGroups;

export const faultyReceivers: FaultyReceiver[] = Object.values(faultyGroups).flat();
