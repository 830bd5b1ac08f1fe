import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What the kernel lets a process take; more ends it, however busy the machine is otherwise. */
export interface ProcessLimits {
  /** Seconds that it may keep a processor busy. */
  processorSeconds?: number;
  /** Data that it may hold, in mebibytes. Node takes 560 of them before it does anything. */
  dataMiB?: number;
}

/** Starts Node with arguments, under limits where there are some. */
export function spawnLimited(args: string[], limits: ProcessLimits = {}, options: SpawnOptions = {}): ChildProcess {
  const [command = '', ...rest] = limited(args, limits);
  return spawn(command, rest, options);
}

/** Runs a module with arguments in a process under limits, and gives what it prints. Throws where a limit ended it. */
export async function runLimited(
  module: URL,
  args: string[],
  limits: ProcessLimits,
  env: Record<string, string> = {},
): Promise<string> {
  const [command = '', ...rest] = limited([fileURLToPath(module), ...args], limits);
  return (await promisify(execFile)(command, rest, { env: { PATH: process.env.PATH ?? '', ...env } })).stdout;
}

function limited(args: string[], { processorSeconds, dataMiB }: ProcessLimits): string[] {
  const limits = [
    ...(processorSeconds === undefined ? [] : [`ulimit -t ${processorSeconds}`]),
    ...(dataMiB === undefined ? [] : [`ulimit -d ${dataMiB * 1024}`]),
  ];
  const script = [...limits, 'exec "$@"'].join(' && ');
  return [...(limits.length > 0 ? ['/bin/sh', '-c', script, 'sh'] : []), process.execPath, ...args];
}
