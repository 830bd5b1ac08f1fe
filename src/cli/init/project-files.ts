import { readFile } from 'node:fs/promises';
import { bundled } from '../../contract/bundled.ts';

/** Holds what was said of the user's project. */
export interface Project {
  contract?: string;
  exec?: string;
  path?: string;
  against?: string;
}

/** Holds a file for the user's project; its name is relative to the project's folder. */
export interface ProjectFile {
  name: string;
  text: string;
}

export const configName = 'hookproof.config.yaml';

/** Writes the configuration, and a workflow for each thing that can be asked of the project. */
export async function projectFiles(project: Project): Promise<ProjectFile[]> {
  const files = [
    { name: configName, text: configuration(project) },
    { name: '.github/workflows/hookproof.yml', text: await workflow('verify.yml') },
  ];
  if (project.against === undefined) return files;
  const nightly = nightlyFor(await workflow('drift-nightly.yml'), project, project.against);
  return [...files, { name: '.github/workflows/hookproof-drift.yml', text: nightly }];
}

/** Writes the configuration; what was not said stands there as a comment, to be filled in. */
function configuration({ contract, exec, path, against }: Project): string {
  const line = (key: string, value: string | undefined, example: string, why = ''): string =>
    value === undefined ? `# ${key}: ${example}${why === '' ? '' : `   # ${why}`}` : `${key}: ${yamlText(value)}`;
  return `${[
    '# Options of hookproof, by the names that --help shows; what the command line says counts before them.',
    line('contract', contract, 'openapi.yaml', 'the bundled contract where this is left out'),
    'verify:',
    `  ${line('exec', exec, 'npm start', 'starts the receiver on the port that PORT names; or url: its whole address')}`,
    `  ${line('path', path, '/hooks/call-events', "the receiver's path, where it is not the contract's")}`,
    ...(against === undefined ? [] : ['drift:', `  ${line('against', against, '')}`]),
  ].join('\n')}\n`;
}

function workflow(name: string): Promise<string> {
  return readFile(bundled(`examples/ci/${name}`), 'utf8');
}

/** Sets the names in the nightly workflow's environment; without a contract of one's own, the bundled one is compared. */
function nightlyFor(text: string, { contract }: Project, against: string): string {
  const published = text.replace(/^( +PUBLISHED: ).*$/m, (_, key: string) => key + yamlText(against));
  if (contract !== undefined)
    return published.replace(/^( +CONTRACT: ).*$/m, (_, key: string) => key + yamlText(contract));
  return published.replace(/^ +CONTRACT: .*\n/m, '').replaceAll(' --contract "$CONTRACT"', '');
}

/** Puts a text in double quotes, which YAML reads as JSON does. */
function yamlText(text: string): string {
  return JSON.stringify(text);
}
