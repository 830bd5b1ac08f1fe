import { spawnSync } from 'node:child_process';

/** Tells whether a command runs on this machine. In CI a missing one is an error: nobody would see what was not tested. */
export function hasTool(command: string, versionFlag = '--version'): boolean {
  const isThere = spawnSync(command, [versionFlag]).status === 0;
  if (!isThere && process.env.CI)
    throw new Error(`${command} is missing; tests that need it must not be skipped in CI`);
  return isThere;
}
