import type { RequestListener, Server } from 'node:http';
import type { Target } from '../conformance/targets/target.ts';
import type { Contract } from '../contract/load.ts';
import type { Keys } from '../signature/keys.ts';

/** An application of this process: a listener, a server, or an app that holds one of them. */
export type ApplicationUnderTest = RequestListener | Server | { callback(): RequestListener } | { server: Server };

/** A receiver that is started for the run and stopped after it. */
export interface CommandUnderTest {
  /** Command line of a shell; it gets `PORT` and both keys in its environment, and must accept connections on that port. */
  exec: string;
  /** More of its environment. */
  env?: Record<string, string>;
  /** How long it may take to accept connections, in milliseconds; 30,000 by default. */
  startTimeoutMs?: number;
}

/** A receiver under test: its whole address, an application, a file that exports one by default, or a command. */
export type ReceiverUnderTest = string | URL | ApplicationUnderTest | { module: string } | CommandUnderTest | Target;

/** Holds what opening a receiver takes besides the receiver itself. */
export interface TargetSetup {
  contract: Contract;
  keys: Keys;
  /** Path of a receiver that has no address yet. */
  path: string;
  /** Whether an effects log is wanted of a command. */
  effects: boolean;
  signal?: AbortSignal;
}

/** Opens the receiver of any kind as a target. Throws a target error when it cannot be started or reached. */
export async function openReceiver(receiver: ReceiverUnderTest, setup: TargetSetup): Promise<Target> {
  if (typeof receiver === 'string' || receiver instanceof URL) {
    const { urlTarget } = await import('../conformance/targets/url.ts');
    return urlTarget(String(receiver));
  }
  if ('exchange' in receiver) return receiver;
  if ('exec' in receiver) return openCommand(receiver, setup);
  const { applicationOf, applicationTarget, loadApplication } = await import('../conformance/targets/module.ts');
  if ('module' in receiver) return applicationTarget(await loadApplication(receiver.module), setup.path);
  const application = await applicationOf(receiver);
  if (application) return applicationTarget(application, setup.path);
  const { userError } = await import('../errors.ts');
  throw userError('usage', 'the target is no receiver', {
    hint: 'Give a URL, a request listener, a server, an app that holds one, { module: FILE } or { exec: COMMAND }.',
  });
}

async function openCommand(receiver: CommandUnderTest, setup: TargetSetup): Promise<Target> {
  const [{ commandTarget }, { quoted }, { keyVariables }] = await Promise.all([
    import('../conformance/targets/command.ts'),
    import('../delivery/curl.ts'),
    import('../signature/keys.ts'),
  ]);
  const { exec, env = {}, startTimeoutMs = 30_000 } = receiver;
  const { keys, path, signal } = setup;
  return commandTarget(exec, {
    path,
    env: {
      [keyVariables.public]: keys.public,
      [keyVariables.private]: keys.private,
      ...(setup.effects ? { HOOKPROOF_EFFECTS: '1' } : {}),
      ...env,
    },
    startMs: startTimeoutMs,
    ...(signal ? { signal } : {}),
    again: (id) => `hookproof verify --exec ${quoted(exec)} --path ${quoted(path)} --case ${quoted(id)}`,
    scrub: (text) => [keys.public, keys.private].reduce((clean, key) => clean.replaceAll(key, '<key>'), text),
  });
}
