import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasTool } from '../support/tool.ts';

/** Compiles the Java example before any test runs, where there is a JDK, so that none waits for it, nor two do it at once. */
export default function build(): void {
  if (!hasTool('javac', '-version')) return;
  const run = fileURLToPath(new URL('../../examples/java-httpserver/run', import.meta.url));
  const { status, stderr } = spawnSync(run, ['--build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the Java example does not compile: ${stderr}`);
}
