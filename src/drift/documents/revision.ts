import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, userError } from '../../errors.ts';
import { isUrl } from '../../openapi/read/fetch.ts';
import type { ReferencedFiles } from '../../openapi/read/references.ts';
import { maxFileBytes } from '../../regular-file.ts';

const run = promisify(execFile);

/** Holds a document as a revision of a repository has it. */
interface RevisedDocument {
  bytes: Uint8Array;
  /** Reads the files beside it, as the same revision has them. */
  files: ReferencedFiles;
}

/** Tells whether a name is that of a revision: `git:REV` or `git:REV:FILE`. */
export function isRevision(source: string): boolean {
  return source.startsWith('git:');
}

/**
 * Reads a document of a revision. The file is `contract`, or the one that is named: from the root of the repository, or else
 * from the current folder. Throws an input error for what git does not know, by the name that the user gave.
 */
export async function readRevision(source: string, contract: string | undefined): Promise<RevisedDocument> {
  const [, revision = '', , named] = /^git:([^:]*)(:(.*))?$/s.exec(source) ?? [];
  checkRevision(source, revision);
  const own = contract === undefined || isUrl(contract) ? undefined : resolve(contract);
  if (!named && own === undefined)
    throw userError('usage', `${source}: which file of the revision?`, { hint: `Name it: git:${revision}:FILE` });
  const folder = await realpath(own === undefined ? process.cwd() : dirname(own)).catch(() => process.cwd());
  const root = (await git(folder, ['rev-parse', '--show-toplevel'], source)).toString().trimEnd();
  const commit = await commitOf(folder, revision, source);
  const read = (path: string) => git(root, ['cat-file', 'blob', `${commit}:${path}`], source);
  const places = named ? placesOf(named, { root, folder }) : [relative(root, resolve(folder, basename(own ?? '')))];
  for (const path of places) {
    const bytes = await read(path).catch(() => undefined);
    if (bytes) return { bytes, files: { base: resolve(root, path), read: (file) => readBeside(read, root, file) } };
  }
  throw userError('input', `${source}: the revision has no file ${named || places[0]}`);
}

/** Refuses what is none of git's names: what begins like an option, or holds a space or a control character. */
function checkRevision(source: string, revision: string): void {
  if (/^[^-\s:][^\s:\p{Cc}]*$/u.test(revision)) return;
  throw userError('usage', `${source}: no revision`, {
    hint: 'Write git:REV or git:REV:FILE, as in git:main:openapi.yaml.',
  });
}

async function commitOf(folder: string, revision: string, source: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = await git(folder, args, source).catch((cause) => {
    const hint = 'A shallow clone has only its newest commit: fetch the revision first.';
    throw userError('input', `${source}: no such revision`, { hint, cause });
  });
  return commit.toString().trim();
}

/** Lists the paths, from the root of the repository, that a name may stand for. */
function placesOf(named: string, { root, folder }: { root: string; folder: string }): string[] {
  const absolute = isAbsolute(named) ? [named] : [resolve(root, named), resolve(named), resolve(folder, named)];
  const paths = absolute.map((file) => relative(root, file)).filter((path) => path !== '' && !isOutside(path));
  return [...new Set(paths)];
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

async function readBeside(read: (path: string) => Promise<Buffer>, root: string, file: string): Promise<string> {
  return (await read(relative(root, file))).toString('utf8');
}

/** Runs git without a shell, and gives what it writes. */
async function git(cwd: string, args: string[], source: string): Promise<Buffer> {
  const env = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  try {
    const { stdout } = await run('git', args, { cwd, env, encoding: 'buffer', maxBuffer: maxFileBytes });
    return stdout;
  } catch (cause) {
    const { code, stderr } = cause as NodeJS.ErrnoException & { stderr?: Buffer };
    const [said] = String(stderr ?? '')
      .trim()
      .split('\n');
    const why = code === 'ENOENT' ? 'git is not installed' : said || messageOf(cause);
    throw userError('input', `${source}: ${why}`, { cause });
  }
}
