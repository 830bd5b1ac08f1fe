#!/usr/bin/env node
// Nothing is imported before this check: an old Node could not even parse what follows.
const needed = [24, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < (needed[0] as number) || (major === needed[0] && minor < (needed[1] as number))) {
  process.stderr.write(`hookproof needs Node ${needed.join('.')} or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), process.stdout, process.stderr, (status) => process.exit(status));
}

export {};
