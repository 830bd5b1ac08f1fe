import { spawnSync } from 'node:child_process';

/** Tells whether a command runs on this machine, with `--version` where nothing is said. In CI a missing one is an error: nobody would see what was not tested. */
export function hasTool(command: string, ...args: string[]): boolean {
  const isThere = spawnSync(command, args.length > 0 ? args : ['--version']).status === 0;
  if (!isThere && process.env.CI)
    throw new Error(`${[command, ...args].join(' ')} fails; tests that need it must not be skipped in CI`);
  return isThere;
}
