import type { Command } from 'commander';
import { userError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import { mergeReports } from '../../reports/merge/merge-reports.ts';
import type { Context } from '../context.ts';
import { collect } from '../options.ts';
import { prepareReports, reportFormats, writeReports } from '../outputs.ts';
import { readReports } from '../read-reports.ts';

interface Flags {
  report?: string[];
  all?: true;
}

export const help = `
Examples:
  $ hookproof report merge shards/                               one JSON report of all shards, to stdout
  $ hookproof report merge 1.json 2.json --report tty --report html:report.html
  $ hookproof report convert report.json --report html:report.html
  $ hookproof report convert report.json --report markdown >> "$GITHUB_STEP_SUMMARY"

merge: status 0: the verdict is pass; 1: it is fail; 2: it is error, the run was interrupted, or a file is no report.
convert: status 0: it is written, whatever its verdict is; 2: the file is no report, or one cannot be written.`;

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
  addOutputs(command.command('merge'))
    .description('Merge the reports of all shards into one.')
    .argument('<folder|file...>', 'JSON reports; a folder stands for all .json files below it')
    .addHelpText('after', mergeHelp)
    .action(async (paths: string[], flags: Flags) => {
      const report = mergeReports(await readReports(paths));
      await writeReport(report, flags, context);
      const { summary, suite } = report;
      context.exit(summary.verdict === 'fail' ? 1 : summary.verdict === 'pass' && !suite.interrupted ? 0 : 2);
    });
  addOutputs(command.command('convert'))
    .description('Write a JSON report in another format.')
    .argument('<file>', 'a JSON report')
    .addHelpText('after', convertHelp)
    .action(async (file: string, flags: Flags) => {
      if (!flags.report) throw userError('usage', 'give --report', { hint: 'For example: --report html:report.html' });
      const [read] = await readReports([file]);
      if (read && !(await writeReport(read.report, flags, context))) context.exit(2);
    });
}

function addOutputs(command: Command): Command {
  return command
    .option('--report <format[:file]>', `${reportFormats}; to stdout or a file (repeatable)`, collect)
    .option('--all', 'tell every case that failed in place of causes (tty)')
    .option('--debug', 'print the stack of an error');
}

async function writeReport(report: Report, flags: Flags, context: Context): Promise<boolean> {
  const outputs = await prepareReports(flags.report ?? ['json']);
  return writeReports(report, outputs, { strict: report.suite.strict ?? false, all: flags.all ?? false }, context);
}
