import type { ReceiverUnderTest } from '../../api/receiver-under-test.ts';
import { userError } from '../../errors.ts';
import type { TargetFlags } from './flags.ts';

/** Finds the one receiver that the flags name. Throws a usage error when it is not one, or its path is none. */
export function receiverOf({ url, exec, module, path, startTimeout }: TargetFlags): ReceiverUnderTest {
  const named = [
    ...(url === undefined ? [] : [url]),
    ...(module === undefined ? [] : [{ module }]),
    ...(exec === undefined ? [] : [{ exec, startTimeoutMs: startTimeout }]),
  ];
  const [receiver, second] = named;
  if (receiver === undefined || second !== undefined)
    throw userError('usage', 'give one of --url, --exec and --module', { hint: 'See: hookproof verify --help' });
  if (path !== undefined && !path.startsWith('/'))
    throw userError('usage', `--path ${path}: a path begins with a slash`);
  return receiver;
}
