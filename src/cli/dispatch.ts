import { Command, CommanderError } from 'commander';
import { userError } from '../errors.ts';
import { packageVersion } from '../package-version.ts';
import type { CommandModule, Context, Streams } from './context.ts';

type CommandEntry = [summary: string, load: () => Promise<CommandModule>];

/** Lists the commands; the file of each is loaded only when it runs. */
const commands: Record<string, CommandEntry> = {
  verify: ['judge a receiver: run the conformance suite against it', () => import('./commands/verify.ts')],
  report: ['merge the reports of shards, or write one in another format', () => import('./commands/report.ts')],
  serve: ['run the reference receiver', () => import('./commands/serve.ts')],
  listen: ['receive, and print a line for each delivery as it comes', () => import('./commands/listen.ts')],
  mock: ['run the API, mocked by Prism: calls that are asked for happen', () => import('./commands/mock.ts')],
  journal: ['check, print or shorten what serve has kept', () => import('./commands/journal.ts')],
  simulate: [
    'deliver whole calls to a receiver, signed, in order or not, late or twice',
    () => import('./commands/simulate.ts'),
  ],
  send: ['deliver one event to a receiver, and show its answer', () => import('./commands/send.ts')],
  record: [
    'stand in front of a receiver, pass everything on, and write it down without personal data',
    () => import('./commands/record.ts'),
  ],
  check: ['validate recorded events', () => import('./commands/check.ts')],
  drift: [
    'compare the contract with what is published, what is sent and what is built',
    () => import('./commands/drift.ts'),
  ],
  doctor: ['find defects of a contract that mislead tools, and repair them', () => import('./commands/doctor.ts')],
  contract: [
    'print the contract for other tools: repaired, as JSON Schema, or as types',
    () => import('./commands/contract.ts'),
  ],
  init: ['write a configuration and CI workflows for a project', () => import('./commands/init.ts')],
};

const examples = `
Examples:
  $ hookproof serve                                          a receiver to look at, on port 3000
  $ hookproof verify --url http://127.0.0.1:3000/the/path     is that receiver right?
  $ hookproof simulate --to http://127.0.0.1:3000/the/path    deliver a whole call to it
  $ hookproof send order.paid --to http://127.0.0.1:3000/hooks   deliver one event to it
  $ hookproof check recordings/                              are these events legal?
  $ hookproof drift --against https://api.example/openapi.yaml   has the contract moved?
  $ hookproof doctor openapi.yaml --fix repairs.yaml         what is wrong with this contract?
  $ hookproof init --exec 'npm start'                        a gate in CI for this project

Exit status: 0 every gate holds, 1 a gate failed, 2 bad usage or input, 3 the target cannot be reached, 130 interrupted.
Each command has its own help: hookproof verify --help`;

/** Parses the command line and runs the one command that it names. */
export async function dispatch(args: readonly string[], streams: Streams, endNow: Context['endNow']): Promise<number> {
  let status = 0;
  const context: Context = {
    ...streams,
    exit: (given) => {
      status = given;
    },
    endNow,
  };
  const program = withoutOutput(new Command('hookproof'), streams)
    .description('Contract-first mock server and conformance kit for webhook receivers')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--debug', 'print the stack of an error')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', examples);
  const wanted = args.find((arg) => !arg.startsWith('-'));
  const named = wanted === 'help' ? args[args.indexOf(wanted) + 1] : wanted;
  for (const [name, [summary, load]] of Object.entries(commands)) {
    const command = withoutOutput(program.command(name), streams)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`);
    // Only the command that runs is loaded; the others are there for the list.
    if (name === named) await configureCommand(command, load, context);
  }
  if (args.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usageError(error, named);
  }
  return status;
}

async function configureCommand(command: Command, load: CommandEntry[1], context: Context): Promise<void> {
  const [{ addConfigOption }, module] = await Promise.all([import('./config.ts'), load()]);
  module.configure(command.option('--debug', 'print the stack of an error'), context);
  command.addHelpText('after', module.help);
  addConfigOption(command, Object.keys(commands));
}

function withoutOutput(command: Command, streams: Streams): Command {
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      // Usage errors are printed like all others, in one place.
      writeErr: () => {},
    });
}

function usageError(error: CommanderError, command: string | undefined): Error {
  // What follows a mistyped option may be the key that was meant for the right one.
  const said = error.code === 'commander.help' ? 'no command is named' : error.message;
  const message = said.replace(/^error: /, '').replace(/^(unknown option '[^'=]*=).*'/, "$1…'");
  const [what = '', ...suggestion] = message.split('\n');
  const help = `See: hookproof ${command && command in commands ? `${command} ` : ''}--help`;
  const hint = suggestion.join(' ').replace(/^\((.*)\)$/, '$1');
  return userError('usage', what, { hint: hint ? `${hint} ${help}` : help, cause: error });
}
