/** Tells what a project is made of. */
export interface Project {
  /** Names the files in its folder. */
  files: ReadonlySet<string>;
  /** Says whether it has a package.json. */
  hasManifest: boolean;
  /** Starts the receiver, as far as that is known. */
  exec: string | undefined;
}

/** Holds an action with its inputs, or a command: a step of a workflow of GitHub's. */
type WorkflowStep = { uses: string; with?: Record<string, string> } | { run: string };

/** Lists what Node needs in a workflow. Where no package.json says which hookproof is wanted, npx fetches it. */
export function nodeSteps({ files, hasManifest }: Project): WorkflowStep[] {
  const node = { uses: 'actions/setup-node@v4', with: { 'node-version': '24.18' } };
  if (!hasManifest) return [node];
  if (files.has('package-lock.json') || files.has('npm-shrinkwrap.json'))
    return [{ ...node, with: { ...node.with, cache: 'npm' } }, { run: 'npm ci' }];
  if (files.has('pnpm-lock.yaml')) return [node, { run: 'corepack enable && pnpm install --frozen-lockfile' }];
  if (files.has('yarn.lock')) return [node, { run: 'corepack enable && yarn install --frozen-lockfile' }];
  return [node, { run: 'npm install' }];
}

/** Holds a language that a receiver may be written in. */
interface Language {
  /** Matches commands that want it. */
  command: RegExp;
  steps(has: (file: string) => boolean): WorkflowStep[];
}

const languages: Language[] = [
  {
    command: /(?:^|[\s/])(?:python[\d.]*|uvicorn|gunicorn|hypercorn|flask|fastapi|django-admin)\b|\.py\b/,
    steps: (has) => [
      { uses: 'actions/setup-python@v5', with: { 'python-version': '3.13' } },
      ...(has('requirements.txt') ? [{ run: 'python -m pip install -r requirements.txt' }] : []),
      ...(!has('requirements.txt') && has('pyproject.toml') ? [{ run: 'python -m pip install .' }] : []),
    ],
  },
  {
    command: /(?:^|[\s/&;])go (?:run|build|install)\b|\.go\b/,
    steps: (has) => [
      {
        uses: 'actions/setup-go@v5',
        with: {
          ...(has('go.mod') ? { 'go-version-file': 'go.mod' } : { 'go-version': 'stable' }),
          // What is to be cached is named by that file.
          ...(has('go.sum') ? {} : { cache: 'false' }),
        },
      },
    ],
  },
  {
    command: /(?:^|[\s/&;])(?:java|javac|mvn|mvnw|gradle|gradlew)\b|\.jar\b/,
    steps: (has) => [
      {
        uses: 'actions/setup-java@v4',
        with: {
          distribution: 'temurin',
          'java-version': '21',
          ...(has('pom.xml') ? { cache: 'maven' } : {}),
          ...(!has('pom.xml') && (has('build.gradle') || has('build.gradle.kts')) ? { cache: 'gradle' } : {}),
        },
      },
    ],
  },
  {
    command: /(?:^|[\s/&;])(?:php[\d.]*|composer|artisan)\b|\.php\b/,
    steps: (has) => [
      { uses: 'shivammathur/setup-php@v2', with: { 'php-version': '8.4' } },
      ...(has('composer.json') ? [{ run: 'composer install --no-interaction --no-progress' }] : []),
    ],
  },
];

/** Lists what the command needs that starts the receiver, by what stands in it and beside it. */
export function receiverSteps({ files, exec }: Project): WorkflowStep[] {
  const wanted = languages.filter(({ command }) => exec !== undefined && command.test(exec));
  return wanted.flatMap(({ steps }) => steps((file) => files.has(file)));
}

/** Puts steps in the place of those by which a workflow sets up Node and installs packages. */
export function withSteps(workflow: string, steps: readonly WorkflowStep[]): string {
  return workflow.replace(/^ +- uses: actions\/setup-node@.*?- run: npm ci\n/ms, () => steps.map(stepText).join(''));
}

function stepText(step: WorkflowStep): string {
  if ('run' in step) return `      - run: ${step.run}\n`;
  const inputs = Object.entries(step.with ?? {}).map(
    ([name, value]) => `          ${name}: ${JSON.stringify(value)}\n`,
  );
  return `      - uses: ${step.uses}\n${inputs.length > 0 ? `        with:\n${inputs.join('')}` : ''}`;
}
