import type { Target } from '../conformance/targets/target.ts';
import type { Keys } from '../signature/keys.ts';
import type { CommandUnderTest, ReceiverUnderTest } from './receiver-under-test.ts';
import { verifyDefaults } from './verify-options.ts';

/** Holds what opening a receiver takes besides the receiver itself. */
export interface TargetSetup {
  keys: Keys;
  /** Path of a receiver that has no address yet. */
  path: string;
  /** Tells a command that its effects log is wanted. */
  effects: boolean;
  signal: AbortSignal | undefined;
  /** Writes the command line that judges one case again. */
  rerun: ((caseId: string) => string) | undefined;
}

/** Opens the receiver of any kind as a target. Throws a target error when it cannot be started or reached. */
export async function openReceiver(receiver: ReceiverUnderTest, setup: TargetSetup): Promise<Target> {
  const { path, rerun } = setup;
  if (typeof receiver === 'string' || receiver instanceof URL) {
    const { urlTarget } = await import('../conformance/targets/url.ts');
    return { ...(await urlTarget(String(receiver))), ...(rerun ? { again: rerun } : {}) };
  }
  if ('exchange' in receiver) return receiver;
  if ('exec' in receiver) return openCommand(receiver, setup);
  const { applicationOf, applicationTarget, loadApplication } = await import('../conformance/targets/module.ts');
  if ('module' in receiver) return applicationTarget(await loadApplication(receiver.module), path, rerun);
  const application = await applicationOf(receiver);
  if (application) return applicationTarget(application, path, rerun);
  const { userError } = await import('../errors.ts');
  throw userError('usage', 'the target is no receiver', {
    hint: 'Give a URL, a request listener, a server, an app that holds one, { module: FILE } or { exec: COMMAND }.',
  });
}

async function openCommand(receiver: CommandUnderTest, setup: TargetSetup): Promise<Target> {
  const [{ commandTarget }, { quoted }] = await Promise.all([
    import('../conformance/targets/command.ts'),
    import('../delivery/curl.ts'),
  ]);
  const { exec, env = {}, startTimeoutMs = verifyDefaults.startTimeoutMs } = receiver;
  const { keys, path, effects, signal } = setup;
  const rerun = (id: string): string =>
    `hookproof verify --exec ${quoted(exec)} --path ${quoted(path)} --case ${quoted(id)}`;
  return commandTarget(exec, {
    path,
    keys,
    effects,
    env,
    startMs: startTimeoutMs,
    ...(signal ? { signal } : {}),
    again: setup.rerun ?? rerun,
  });
}
