import type { Command } from 'commander';
import { userError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import { mergeReports } from '../../reports/merge/merge-reports.ts';
import type { Context } from '../context.ts';
import { collect } from '../options.ts';
import { prepareReports, reportFormats, writeReports } from '../outputs.ts';
import { readReports } from '../report-files.ts';

interface Flags {
  report?: string[];
}

const help = `
Examples:
  $ hookproof report merge shards/                               one JSON report of all shards, to stdout
  $ hookproof report merge 1.json 2.json --report tty --report html:report.html
  $ hookproof report convert report.json --report html:report.html
  $ hookproof report convert report.json --report markdown >> "$GITHUB_STEP_SUMMARY"

Status 0: the verdict is pass; 1: it is fail; 2: it is error, the run was interrupted, or a file is no report.`;

const mergeHelp = `
Examples:
  $ hookproof verify --url $URL --shard 1/2 --report json:shards/1.json
  $ hookproof verify --url $URL --shard 2/2 --report json:shards/2.json
  $ hookproof report merge shards/ --report json:report.json --report junit:report.xml

Shards must be of one contract, suite, selection of cases, target, profile, seed and strictness; none may be missing or
be there twice.`;

const convertHelp = `
Examples:
  $ hookproof report convert report.json --report html:report.html
  $ hookproof report convert report.json --report ctrf:ctrf.json --report github`;

export function configure(command: Command, context: Context): void {
  command.addHelpText('after', help);
  addOutputs(command.command('merge'))
    .description('Merge the reports of all shards into one.')
    .argument('<folder|file...>', 'JSON reports; a folder stands for all .json files below it')
    .addHelpText('after', mergeHelp)
    .action(async (paths: string[], flags: Flags) =>
      writeReport(mergeReports(await readReports(paths)), flags, context),
    );
  addOutputs(command.command('convert'))
    .description('Write a JSON report in another format.')
    .argument('<file>', 'a JSON report')
    .addHelpText('after', convertHelp)
    .action(async (file: string, flags: Flags) => {
      if (!flags.report) throw userError('usage', 'give --report', { hint: 'For example: --report html:report.html' });
      const [read] = await readReports([file]);
      if (read) await writeReport(read.report, flags, context);
    });
}

function addOutputs(command: Command): Command {
  return command
    .option('--report <format[:file]>', `${reportFormats}; to stdout or a file (repeatable)`, collect)
    .option('--debug', 'print the stack of an error');
}

async function writeReport(report: Report, flags: Flags, context: Context): Promise<void> {
  const outputs = await prepareReports(flags.report ?? ['json']);
  await writeReports(report, outputs, report.suite.strict ?? false, context);
  const { summary, suite } = report;
  context.exit(summary.verdict === 'fail' ? 1 : summary.verdict === 'pass' && !suite.interrupted ? 0 : 2);
}
