#!/usr/bin/env node
// Nothing is imported before this check: an old Node could not even parse what follows.
const needed = [24, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

const args = process.argv.slice(2);
const isVersionAsked = args.length === 1 && ['--version', '-V'].includes(args[0] as string);

if (major < (needed[0] as number) || (major === needed[0] && minor < (needed[1] as number))) {
  process.stderr.write(`hookproof needs Node ${needed.join('.')} or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else if (isVersionAsked) {
  const [{ steadyOutput }, { packageVersion }] = await Promise.all([
    import('./steady-output.ts'),
    import('../package-version.ts'),
  ]);
  const tell = (line: string) => process.stderr.on('error', () => {}).write(line);
  steadyOutput(process.stdout, tell).write(`${packageVersion()}\n`);
} else await import('./main.ts');

export {};
