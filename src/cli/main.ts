import { collectSooner } from './memory.ts';
import { printError } from './print-error.ts';
import { run } from './run.ts';
import { flushed, steadyOutput } from './steady-output.ts';

// Runs the command line of this process, in a Node that can: see bin.ts.

/** Bounds how long what a module or a configuration holds open may go on, once the command has ended. */
const openMs = 200;

collectSooner();
const { exit, stderr } = process;
const args = process.argv.slice(2);
const stdout = steadyOutput(process.stdout, (line) => stderr.write(line));
// Nobody is left to be told.
stderr.on('error', () => {});
let status: number | undefined;
const end = (now: number): never => {
  status = now;
  return exit(now);
};
// Code of the user's may end this process, or wait for what never comes: no verdict is no success.
process.on('exit', () => {
  if (status !== undefined) return;
  stderr.write('hookproof: ended before it was done, by a configuration or a module that ends its process\n');
  process.exitCode = 2;
});
process.on('uncaughtException', (error) => {
  // Whoever judges an application of this process takes what it throws for the application's.
  if (process.listenerCount('uncaughtException') > 1) return;
  printError(error, stderr, args.includes('--debug'));
  end(status ?? 2);
});
status = await run(args, stdout, stderr, end);
process.exitCode = status;
await flushed(stdout);
setTimeout(async () => {
  await Promise.all([flushed(process.stdout), flushed(stderr)]);
  exit(status);
}, openMs).unref();
