import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { root } from './cli.ts';
import { folderWith } from './folder.ts';

const run = promisify(execFile);

/** Makes a folder that has the built package among its modules, as a project of a user has; files by relative path. */
export async function projectWith(files: Record<string, string> = {}): Promise<string> {
  const manifest = '{ "name": "somebody", "private": true, "type": "module", "jest": { "transform": {} } }';
  const project = await folderWith({ 'package.json': manifest, ...files });
  await mkdir(`${project}/node_modules`);
  await symlink(root, `${project}/node_modules/hookproof`);
  return project;
}

/** Runs a module of a project and gives what it prints. Throws where it fails. */
export async function runModule(project: string, file: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [file], {
    cwd: project,
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
  });
  return stdout;
}
