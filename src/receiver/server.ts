import { type RunningServer, type ServerOptions, startServer } from '../edge/server.ts';
import { createReceiver, type ReceiverOptions } from './receiver.ts';

/** Starts the reference receiver. Throws a target error when the address cannot be had. */
export async function startReceiver(options: ReceiverOptions & ServerOptions): Promise<RunningServer> {
  return startServer(await createReceiver(options), options);
}
