import { spawnSync } from 'node:child_process';
import { root } from '../support/cli.ts';
import { hasTool } from '../support/tool.ts';

/** A receiver that judges events by a validator of its language, and by the schema that `contract` prints for it. */
export interface LanguageExample {
  folder: string;
  /** What `contract --format json-schema` is asked for besides. */
  draft: string[];
  isRunnable(): boolean;
  /** Makes what the command needs in a folder, where it needs any, and gives the command. */
  prepare(folder: string): string;
}

const goPath = '/usr/share/gocode';
const phpLoader = '/usr/share/php/JsonSchema/autoload.php';

export const languageExamples: LanguageExample[] = [
  {
    folder: 'flask',
    draft: [],
    isRunnable: () => hasTool('/usr/bin/python3', '-c', 'import flask, gunicorn, jsonschema, rfc3987'),
    prepare: () => `PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/gunicorn app:app --log-level warning`,
  },
  {
    folder: 'go',
    draft: ['--draft', '7'],
    isRunnable: () =>
      hasTool('go', 'version') && hasTool('test', '-d', `${goPath}/src/github.com/xeipuuv/gojsonschema`),
    prepare: (folder) => `exec ${builtGo(`${folder}/receiver`)}`,
  },
  {
    folder: 'php',
    draft: ['--draft', '4'],
    isRunnable: () => hasTool('php', '-r', `require '${phpLoader}'; exit((int) !extension_loaded('pdo_sqlite'));`),
    prepare: () => 'PHP_CLI_SERVER_WORKERS=8 exec php -q -S 127.0.0.1:$PORT index.php',
  },
];

/** Gives the command line by which `verify` starts an example, which keeps its events in a folder. */
export function startLine(example: LanguageExample, folder: string, auth: string): string {
  const command = example.prepare(folder);
  return `cd '${root}examples/${example.folder}' && export AUTH=${auth} INBOX='${folder}/${auth}.db' && ${command}`;
}

function builtGo(output: string): string {
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: goPath };
  const cwd = `${root}examples/go`;
  const { status, stderr } = spawnSync('go', ['build', '-o', output, '.'], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the Go example does not compile: ${stderr}`);
  return output;
}
