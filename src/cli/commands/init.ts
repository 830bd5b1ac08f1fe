import { stat, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { userError } from '../../errors.ts';
import { isUrl, parseUrl } from '../../openapi/read/fetch.ts';
import { readDocument } from '../../openapi/read/read.ts';
import { configNames, existingFiles } from '../config.ts';
import type { Context } from '../context.ts';
import { configName, type Project, projectFiles } from '../init/project-files.ts';
import { assertWritable, writing } from '../writable.ts';

interface Flags extends Project {
  force?: true;
}

const help = `
Examples:
  $ hookproof init                                            for the bundled contract
  $ hookproof init --exec 'npm start' --path /hooks/calls     how the receiver starts, and where it listens
  $ hookproof init --contract openapi.yaml --against https://api.example/openapi.yaml   and ask every night what moved

It writes hookproof.config.yaml and .github/workflows/hookproof.yml into the folder where it runs, and with --against a
nightly workflow, too. What is there already is kept, unless --force is given.`;

export function configure(command: Command, context: Context): void {
  command
    .option('--contract <file|url>', 'the contract to judge by (default: the bundled one)')
    .option('--exec <command>', 'a command that starts the receiver on the port that PORT names')
    .option('--path <path>', "the receiver's path (default: the contract's)")
    .option('--against <url>', 'where the contract is published; asked every night')
    .option('--force', 'write over what is there')
    .addHelpText('after', help)
    .action((flags: Flags) => init(flags, context));
}

async function init({ force, ...project }: Flags, { stdout }: Context): Promise<void> {
  await checkProject(project);
  const files = await projectFiles(project);
  const [config] = await existingFiles(configNames);
  const planned = await Promise.all(
    files.map(async (file) => {
      const there = file.name === configName ? config : (await existingFiles([file.name]))[0];
      return { file, kept: there !== undefined && (!force || there !== file.name) ? there : undefined };
    }),
  );
  const fresh = planned.filter(({ kept }) => kept === undefined).map(({ file }) => file);
  // All or nothing: what is written before a folder turns out to be closed would be kept the next time.
  for (const { name } of fresh) await writing(name, () => assertWritable(name));
  for (const { name, text } of fresh) await writing(name, () => writeFile(name, text));
  for (const { file, kept } of planned) stdout.write(kept === undefined ? `wrote  ${file.name}\n` : `kept   ${kept}\n`);
  const lacksStart = project.exec === undefined && fresh.some(({ name }) => name === configName);
  const first = lacksStart ? `say in ${configName} how the receiver is started; then ` : '';
  stdout.write(`\nNext: ${first}npx hookproof verify\n`);
}

async function checkProject({ contract, path, against }: Project): Promise<void> {
  if (path !== undefined && !path.startsWith('/'))
    throw userError('usage', `--path ${path}: a path begins with a slash`);
  if (against !== undefined && !isUrl(against)) throw userError('usage', `--against ${against}: not a URL`);
  if (against !== undefined) parseUrl(against);
  if (contract === undefined) return;
  const isThere = isUrl(contract) || (await stat(contract).catch(() => undefined))?.isFile();
  if (!isThere) throw userError('usage', `--contract ${contract}: no such file`);
  await readDocument(contract);
}
