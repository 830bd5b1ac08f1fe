import { Writable } from 'node:stream';

/** Runs built command lines one after the other in this process, each given as a JSON list, and prints the JSON of what they came to. */
const { run } = (await import(
  new URL('../../dist/cli/run.js', import.meta.url).href
)) as typeof import('../../src/cli/run.ts');
const results: { status: number; stdout: string; stderr: string }[] = [];
for (const args of process.argv.slice(2)) {
  const [stdout, stderr] = [memory(), memory()];
  const status = await run(JSON.parse(args), stdout.stream, stderr.stream, process.exit);
  results.push({ status, stdout: stdout.text(), stderr: stderr.text() });
}
process.stdout.write(JSON.stringify(results));

function memory(): { stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
