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

/** Receivers that are each wrong in one way, and the case that must find it. */
export const faultyReceivers: FaultyReceiver[] = [
  ...routingFaults,
  ...authFaults,
  ...nearlyFaults,
  ...mediaFaults,
  ...bodyFaults,
  ...strictFaults,
  ...laxFaults,
  ...eachFaults,
  ...errorFaults,
  ...signatureFaults,
  ...semanticFaults,
  ...effectFaults,
  ...paceFaults,
];
