import { createHttpClient } from '../../http-client/client.ts';
import { checkReachable, receiverUrl } from '../../http-client/connect.ts';
import type { Target } from './target.ts';

/** Opens a receiver at a URL. Throws a target error when nothing accepts connections there. */
export async function urlTarget(address: string): Promise<Target> {
  const url = receiverUrl(address);
  await checkReachable(url);
  const client = createHttpClient(url);
  return { kind: 'url', url, exchange: client.send, close: async () => client.close() };
}
