/** For the tests of whoever calls the API and receives its events; each function is documented where it stands. */
export type { Application } from '../edge/application.ts';
export type { TestCall, TestDelivery } from './deliveries.ts';
export type { TestOptions } from './options.ts';
export { type SimulateOptions, simulateCall } from './simulate.ts';
export { type CallWishes, startUpstream, type TestUpstream } from './upstream.ts';
