import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { bundled } from '../../contract/bundled.ts';
import { userError } from '../../errors.ts';
import { isUrl } from '../../openapi/read/fetch.ts';
import { readDocument } from '../../openapi/read/read.ts';
import { isObject, parseJson } from '../../schema/json.ts';
import { configNames, existingFiles } from '../config.ts';
import type { Context } from '../context.ts';
import { refuseSecretIn } from '../init/secret-in-url.ts';
import { nodeSteps, type Project, receiverSteps, withSteps } from '../init/set-up.ts';
import { prepareFiles, writing } from '../outputs.ts';

interface Flags {
  contract?: string;
  exec?: string | undefined;
  path?: string;
  against?: string;
  force?: true;
}

export const help = `
Examples:
  $ hookproof init                                            for the bundled contract
  $ hookproof init --exec 'npm start' --path /hooks/calls     how the receiver starts, and where it listens
  $ hookproof init --contract openapi.yaml --against https://api.example/openapi.yaml   and ask every night what moved

It writes hookproof.config.yaml and .github/workflows/hookproof.yml into the folder where it runs; with
--contract FILE a workflow that says in a comment what a pull request changes in it, and with --against a nightly one, too.
Workflows set up what the project needs: its packages, and Python, Go, Java or PHP where the command that starts the receiver
wants one. Without --exec, that is npm start where package.json has a start script. .gitignore gets .hookproof/. What is there
already is kept, unless --force is given. An address with a password or a secret in its query is refused: these files are committed.`;

export function configure(command: Command, context: Context): void {
  command
    .option('--contract <file|url>', 'the contract to judge by (default: the bundled one)')
    .option('--exec <command>', 'a command that starts the receiver on the port that PORT names')
    .option('--path <path>', "the receiver's path (default: the contract's)")
    .option('--against <url>', 'where the contract is published; asked every night')
    .option('--force', 'write over what is there')
    .action((flags: Flags) => init(flags, context));
}

async function init(flags: Flags, { stdout }: Context): Promise<void> {
  await checkFlags(flags);
  const project = await projectHere(flags);
  const files = await projectFiles({ ...flags, exec: project.exec }, project);
  const [config] = await existingFiles(configNames);
  const planned = await Promise.all(
    files.map(async (file) => {
      const there = file.name === configName ? config : (await existingFiles([file.name]))[0];
      return { file, kept: there !== undefined && (!flags.force || there !== file.name) ? there : undefined };
    }),
  );
  const fresh = planned.filter(({ kept }) => kept === undefined).map(({ file }) => file);
  // All or nothing: what is written before a folder turns out to be closed would be kept the next time.
  await prepareFiles(fresh.map(({ name }) => name));
  for (const { name, text } of fresh) await writing(name, () => writeFile(name, text));
  const ignored = await ignoreFolder();
  for (const { file, kept } of planned) stdout.write(kept === undefined ? `wrote  ${file.name}\n` : `kept   ${kept}\n`);
  if (ignored) stdout.write(`added  ${ownFolder} to .gitignore\n`);
  const lacksStart = project.exec === undefined && fresh.some(({ name }) => name === configName);
  const first = lacksStart ? `say in ${configName} how the receiver is started; then ` : '';
  stdout.write(`\nNext: ${first}npx hookproof verify\n`);
}

async function checkFlags({ contract, path, against }: Flags): Promise<void> {
  if (path !== undefined && !path.startsWith('/'))
    throw userError('usage', `--path ${path}: a path begins with a slash`);
  if (against !== undefined && !isUrl(against)) throw userError('usage', `--against ${against}: not a URL`);
  if (against !== undefined) refuseSecretIn('--against', against);
  if (contract === undefined) return;
  refuseSecretIn('--contract', contract);
  const isThere = isUrl(contract) || (await stat(contract).catch(() => undefined))?.isFile();
  if (!isThere) throw userError('usage', `--contract ${contract}: no such file`);
  await readDocument(contract);
}

const configName = 'hookproof.config.yaml';

/** Looks at the folder where it runs. */
async function projectHere({ exec }: Flags): Promise<Project> {
  const parsed = parseJson(await readFile('package.json', 'utf8').catch(() => ''));
  const isStartable = isObject(parsed) && isObject(parsed.scripts) && parsed.scripts.start !== undefined;
  const files = new Set(await readdir('.'));
  return { files, hasManifest: files.has('package.json'), exec: exec ?? (isStartable ? 'npm start' : undefined) };
}

/** Is where hookproof keeps what is of this machine only. */
const ownFolder = '.hookproof/';

/** Has git ignore what hookproof keeps; tells whether that had to be said. */
async function ignoreFolder(): Promise<boolean> {
  const there = await readFile('.gitignore', 'utf8').catch(() => '');
  if (/^\/?\.hookproof\/?\s*$/m.test(there)) return false;
  const start = there === '' || there.endsWith('\n') ? '' : '\n';
  await writing('.gitignore', () => appendFile('.gitignore', `${start}${ownFolder}\n`));
  return true;
}

/** Writes the configuration, and a workflow for each thing that can be asked of the project. */
async function projectFiles(flags: Flags, project: Project): Promise<{ name: string; text: string }[]> {
  const steps = nodeSteps(project);
  const gate = withSteps(await workflow('verify.yml'), [...steps, ...receiverSteps(project)]);
  const files = [
    { name: configName, text: configuration(flags) },
    { name: '.github/workflows/hookproof.yml', text: gate },
  ];
  const { contract, against } = flags;
  if (contract !== undefined && !isUrl(contract)) {
    const review = withSteps(withName(await workflow('drift-comment.yml'), 'CONTRACT', contract), steps);
    files.push({ name: '.github/workflows/hookproof-review.yml', text: review });
  }
  if (against === undefined) return files;
  const nightly = withSteps(nightlyFor(await workflow('drift-nightly.yml'), flags, against), steps);
  return [...files, { name: '.github/workflows/hookproof-drift.yml', text: nightly }];
}

/** Writes the configuration; what was not said stands there as a comment, to be filled in. */
function configuration({ contract, exec, path, against }: Flags): string {
  // YAML reads a text in double quotes as JSON does.
  const line = (key: string, value: string | undefined, example: string, why: string): string =>
    value === undefined ? `# ${key}: ${example}   # ${why}` : `${key}: ${JSON.stringify(value)}`;
  return `${[
    '# Options of hookproof, by the names that --help shows; what the command line says counts before them.',
    line('contract', contract, 'openapi.yaml', 'the bundled contract where this is left out'),
    'verify:',
    `  ${line('exec', exec, 'npm start', 'starts the receiver on the port that PORT names; or url: its whole address')}`,
    `  ${line('path', path, '/hooks/call-events', "the receiver's path, where it is not the contract's")}`,
    ...(against === undefined ? [] : ['drift:', `  against: ${JSON.stringify(against)}`]),
  ].join('\n')}\n`;
}

function workflow(name: string): Promise<string> {
  return readFile(bundled(`examples/ci/${name}`), 'utf8');
}

/** Sets the names in the nightly workflow's environment; without a contract of one's own, the bundled one is compared. */
function nightlyFor(text: string, { contract }: Flags, against: string): string {
  const published = withName(text, 'PUBLISHED', against);
  if (contract !== undefined) return withName(published, 'CONTRACT', contract);
  return published.replace(/^ +CONTRACT: .*\n/m, '').replaceAll(' --contract "$CONTRACT"', '');
}

/** Sets a name in a workflow's environment. */
function withName(text: string, name: string, value: string): string {
  return text.replace(new RegExp(`^( +${name}: ).*$`, 'm'), (_, key: string) => key + JSON.stringify(value));
}
