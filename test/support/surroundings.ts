import { Readable } from 'node:stream';

/** What a command finds around it. */
export interface Surroundings {
  stdin?: string | Buffer;
  cwd?: string;
  /** All variables but those that any process needs. */
  env?: Record<string, string>;
}

/** Lists the variables that a command has. */
export function environment({ env }: Surroundings): Record<string, string> {
  return { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env };
}

let last: Promise<unknown> = Promise.resolve();

/** Runs a job of this process in other surroundings, once the jobs before it have ended: a process has but one folder. */
export function within<T>(surroundings: Surroundings, job: () => Promise<T>): Promise<T> {
  const ended = last.then(() => surrounded(surroundings, job));
  last = ended.catch(() => {});
  return ended;
}

async function surrounded<T>(surroundings: Surroundings, job: () => Promise<T>): Promise<T> {
  const { cwd, stdin = '' } = surroundings;
  const before = { cwd: process.cwd(), env: process.env, stdin: Object.getOwnPropertyDescriptor(process, 'stdin') };
  process.chdir(cwd ?? before.cwd);
  process.env = environment(surroundings);
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(stdin)]), configurable: true });
  try {
    return await job();
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    Object.defineProperty(process, 'stdin', before.stdin ?? { value: undefined, configurable: true });
  }
}
