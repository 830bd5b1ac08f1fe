import { execFileSync } from 'node:child_process';
import { folderWith } from './folder.ts';

function git(cwd: string, ...args: string[]): void {
  const names = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...names, ...args], { cwd, stdio: 'pipe' });
}

/** Makes a repository whose only revision holds these files. */
export async function repositoryWith(files: Record<string, string>): Promise<string> {
  const folder = await folderWith(files);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'Begin');
  return folder;
}
