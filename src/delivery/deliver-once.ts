import { userError } from '../errors.ts';
import { checkReachable } from '../http-client/connections.ts';
import { createSender, type Receipt, type SenderOptions } from './sender.ts';

/** Delivers one body, once. Throws a target error where no answer comes. */
export async function deliverOnce(
  options: Omit<SenderOptions, 'connections'>,
  body: Buffer,
): Promise<Extract<Receipt, { kind: 'answer' }>> {
  const sender = createSender({ ...options, connections: 1 });
  try {
    await checkReachable(options.url);
    const receipt = await sender.send(body);
    if (receipt.kind === 'answer') return receipt;
    const why = receipt.why.replace(/^(?!no answer )/, ': ').replace(/^no answer /, ' ');
    throw userError('target', `${options.url.host} did not answer${why}`);
  } finally {
    await sender.close();
  }
}
