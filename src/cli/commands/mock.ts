import { type Command, InvalidArgumentError } from 'commander';
import { withCurrentKeys } from '../../delivery/curl.ts';
import { isGone } from '../../delivery/sender.ts';
import { printable } from '../../printable.ts';
import { retryAfterNote } from '../../reports/simulate/renderers.ts';
import type { Keys } from '../../signature/keys.ts';
import type { MockDelivery } from '../../upstream/calls/begin.ts';
import { parsePace } from '../../upstream/calls/pace.ts';
import type { UpstreamApi } from '../../upstream/load.ts';
import type { RunningMock } from '../../upstream/server.ts';
import { type Context, linePrinter, printNotes } from '../context.ts';
import { curlLines } from '../curl-lines.ts';
import { pageLine } from '../inspector.ts';
import type { MockInspector } from '../mock-inspector.ts';
import {
  addHandshakeOption,
  addHeaderOption,
  addServerOptions,
  announceKeys,
  chosenKeys,
  collect,
  contractOptions,
  developmentExports,
  type ServerFlags,
  wholeNumber,
} from '../options.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ServerFlags {
  scenario?: string;
  scenarios?: string[];
  speed: string;
  retries: number;
  callbacks: boolean;
  quiet?: true;
}

/** Checks how fast calls shall go; what it means stands with the mock, which is loaded when it runs. */
function checkPace(text: string): string {
  if (parsePace(text)) return text;
  throw new InvalidArgumentError('It must be instant, a multiple as 60x, or a time as 5s.');
}

export const help = `
Examples:
  $ hookproof mock
  $ hookproof mock --scenario skipped --speed 60x       how every call goes, and a minute of it takes a second
  $ hookproof mock --port 0 --contract openapi.yaml     a free port, and an API of your own

Prism answers as the contract says, examples first, and its telemetry is off. It refuses what the contract refuses and
says why in the header sl-violations. A status of your choice, where the contract declares it:  -H 'Prefer: code=400'
At its start it prints the curl lines that get each answer. SIGTERM ends it with status 0.

An API without callbacks is answered alone, and a line says so. An operation with callbacks calls back: a simulated
call is delivered to the URL that the request gives, with keys or signed as --auth says. A receiver that says
Retry-After is left alone as long as it asks, up to 60 s; after a 410 the rest of its call is not delivered. A line is
printed for each delivery, and for each callback whose URL the request leaves open. Its scenario is chosen by the
request header x-hookproof-scenario, or else by the last digits of the number that is called (the scenario files say
which), or else by --scenario. Only loopback is called, and what --allow-host names. The page at /_hookproof/, for this
machine alone, shows what was delivered and how it was answered, and sends it again to whom the mock may call; GET
/_hookproof/calls shows the last 1,000 calls, and /_hookproof/calls/ID what came of each event of one;
/_hookproof/health and /_hookproof/ready are for supervisors, /_hookproof/metrics for Prometheus. Prism loads once it
listens: until it is there requests wait for it, and it is not ready.`;

export function configure(command: Command, context: Context): void {
  addHeaderOption(addHandshakeOption(addServerOptions(command, 4010)))
    .option('--scenario <name>', 'how calls go for which the request does not say it')
    .option('--scenarios <folder>', 'a folder with scenarios of your own (repeatable)', collect)
    .option(
      '--speed <pace>',
      'how fast calls go: instant, 1x, 60x, or how long a whole one takes, as 5s',
      checkPace,
      '5s',
    )
    .option(
      '--retries <count>',
      'attempts after the first one, for an event that is not accepted',
      wholeNumber(0, 100),
      3,
    )
    .option('--no-callbacks', 'answer only, and call nobody back')
    .option('--quiet', 'print no line for each request and delivery')
    .action((flags: Flags) => mock(flags, context));
}

async function mock(flags: Flags, context: Context): Promise<void> {
  // Prism brings along a package that reports installations and starts to its maker.
  process.env.SCARF_ANALYTICS = 'false';
  const { loadUpstream, securityAround } = await import('../../upstream/load.ts');
  const { scenario, scenarios = [] } = flags;
  const api = await loadUpstream({ ...contractOptions(flags), scenario, scenarioFolders: scenarios });
  const secured = { handshake: api.contract?.handshake, security: securityAround(api) };
  const keys = chosenKeys(flags, api.contract ?? secured);
  const say = linePrinter(context);
  const { mockInspector } = await import('../mock-inspector.ts');
  const shown = { keys, exports: developmentExports(keys, flags, secured), allowedHosts: flags.allowHost ?? [] };
  const inspector = mockInspector(api, shown);
  const tell = (line: string): void => (flags.quiet ? undefined : say(printable(line)));
  const server = await startInspected({ api, keys, inspector, tell }, flags);
  printNotes(context, [...api.notes, ...server.notes]);
  announceKeys(keys, flags, context, secured);
  say(pageLine(server.url, inspector.token));
  for (const line of operationLines(api, server, keys)) say(line);
  await serveUntilStopped(
    context,
    server.url,
    () => server.close(),
    server.loaded.then((notes) => printNotes(context, notes)),
  );
}

interface Inspected {
  api: UpstreamApi;
  keys: Keys;
  inspector: MockInspector;
  /** Hears, a line each, of requests and deliveries. */
  tell(line: string): void;
}

/** Starts a mock that shows an inspector, and tells a log, what it answers and delivers. */
async function startInspected({ api, keys, inspector, tell }: Inspected, flags: Flags): Promise<RunningMock> {
  const [{ startMock }, { callableTargets }, { defaultDelivery }] = await Promise.all([
    import('../../upstream/server.ts'),
    import('../../edge/targets.ts'),
    import('../../upstream/calls/begin.ts'),
  ]);
  const pace = parsePace(flags.speed);
  return startMock({
    api,
    keys,
    port: flags.port,
    host: flags.host,
    limits: { bodyBytes: flags.maxBody },
    callbacks: flags.callbacks,
    targets: callableTargets(flags.allowHost),
    retry: { ...defaultDelivery().retry, retries: flags.retries },
    ...(pace ? { pace } : {}),
    routes: inspector.routes,
    onAnswer({ method = '', url = '' }, status, reasons) {
      inspector.answered(status);
      // A query may carry a key.
      tell([`${status} ${method} ${url.split('?', 1)[0]}`, ...reasons.slice(0, 3)].join('  '));
    },
    onDelivery(delivery) {
      inspector.note(delivery);
      tell(deliveryLine(delivery));
    },
    onUncalled: ({ name, url }) => tell(`→ not called: ${name}  ${url.text} has no value`),
  });
}

/** Writes what is mocked, and how each answer is had. */
function operationLines(api: UpstreamApi, server: RunningMock, keys: Keys): string[] {
  return [
    ...server.operations.map(({ method, path }) => `mocks ${method} ${path}`),
    ...missingNotes(api, server),
    ...curlLines(api, server.url).map(([answer, line]) => `\n# ${answer}\n${withCurrentKeys(line, keys)}`),
  ];
}

/** Says what a mock of a document does not do, where there is nothing to answer, or nobody to call back. */
function missingNotes({ callers }: UpstreamApi, { operations }: RunningMock): string[] {
  if (operations.length === 0)
    return ['note: the document has no paths, so there is nothing to mock; hookproof serve receives its webhooks'];
  return callers.length === 0 ? ['note: no operation calls back, so no events are delivered'] : [];
}

/** Writes a line such as `→ 200 POST http://127.0.0.1:3000/hooks  order.paid  7c0e…  3 ms`. */
function deliveryLine({ method, target, type, call, attempt, receipt, retryAfterMs }: MockDelivery): string {
  const came = receipt.kind === 'answer' ? String(receipt.status) : receipt.why;
  const notes = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...retryAfterNote(retryAfterMs),
    ...(isGone(receipt) ? ['gone: the rest of its call is not delivered'] : []),
  ];
  return [`→ ${came} ${method} ${target}`, type, call, `${Math.round(receipt.durationMs)} ms`, ...notes].join('  ');
}
