import { authFaults } from './faulty/auth.ts';
import { errorFaults } from './faulty/errors.ts';
import type { FaultyReceiver } from './faulty/fault.ts';
import { mediaFaults } from './faulty/media.ts';
import { routingFaults } from './faulty/routing.ts';
import { laxFaults } from './faulty/schema-bad.ts';
import { strictFaults } from './faulty/schema-good.ts';

/** Receivers that are each wrong in one way, and the case that must find it. */
export const faultyReceivers: FaultyReceiver[] = [
  ...routingFaults,
  ...authFaults,
  ...mediaFaults,
  ...strictFaults,
  ...laxFaults,
  ...errorFaults,
];
