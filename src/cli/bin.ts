#!/usr/bin/env node
// Nothing is imported before this check: an old Node could not even parse what follows.
const needed = [24, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** What a module or a configuration holds open may go on for so long, once the command has ended. */
const openMs = 200;

if (major < (needed[0] as number) || (major === needed[0] && minor < (needed[1] as number))) {
  process.stderr.write(`hookproof needs Node ${needed.join('.')} or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  const [{ collectSooner }, { flushed, steadyOutput }, { printError }, { run }] = await Promise.all([
    import('./memory.ts'),
    import('./steady-output.ts'),
    import('./print-error.ts'),
    import('./run.ts'),
  ]);
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
}

export {};
