import type { Target } from '../../conformance/targets/target.ts';
import type { Contract } from '../../contract/load.ts';
import { keyVariables } from '../../delivery/curl.ts';
import { userError } from '../../errors.ts';
import type { Keys } from '../../signature/keys.ts';
import type { RerunFlags, TargetFlags } from './flags.ts';
import { rerunCommand } from './rerun-command.ts';

/**
 * Opens the one target that the flags name; `signal` ends the wait for one that is started. Throws a usage error when it is
 * not one, a target error when it is not there.
 */
export async function openTarget(
  flags: RerunFlags,
  contract: Contract,
  keys: Keys,
  signal: AbortSignal,
): Promise<Target> {
  const { url, exec, module, path = contract.operation.path } = flags;
  if ([url, exec, module].filter((each) => each !== undefined).length !== 1) {
    throw userError('usage', 'give one of --url, --exec and --module', { hint: 'See: hookproof verify --help' });
  }
  if (!path.startsWith('/')) throw userError('usage', `--path ${path}: a path begins with a slash`);
  const again = rerunCommand(flags, path);
  if (url !== undefined) {
    const { urlTarget } = await import('../../conformance/targets/url.ts');
    return { ...(await urlTarget(url)), again };
  }
  if (module !== undefined) {
    const { applicationTarget, loadApplication } = await import('../../conformance/targets/module.ts');
    return applicationTarget(await loadApplication(module), path, again);
  }
  const { commandTarget } = await import('../../conformance/targets/command.ts');
  return commandTarget(exec ?? '', {
    path,
    env: {
      [keyVariables.public]: keys.public,
      [keyVariables.private]: keys.private,
      ...(flags.effects === undefined ? {} : { HOOKPROOF_EFFECTS: '1' }),
    },
    startMs: flags.startTimeout,
    signal,
    again,
    scrub: (text) => [keys.public, keys.private].reduce((clean, key) => clean.replaceAll(key, '<key>'), text),
  });
}

/** Finds the effects log: a path is the receiver's own, and `$PORT` stands for the port that it was given. */
export function effectsUrl({ effects }: TargetFlags, receiver: URL): URL | undefined {
  if (effects === undefined) return undefined;
  const url = URL.parse(effects.replaceAll(/\$\{?PORT\}?|\{PORT\}/g, receiver.port), receiver.href);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw userError('usage', `--effects ${effects}: neither a path nor an http or https URL`);
}
