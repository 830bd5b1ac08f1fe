import { verifyDefaults } from '../../api/verify-options.ts';
import { quoted } from '../../delivery/curl.ts';
import type { RerunFlags } from './flags.ts';

/** Writes the command line that runs one case again as it ran now; `path` is the receiver's. No key stands in it. */
export function rerunCommand(flags: RerunFlags, path: string): (caseId: string) => string {
  const { url, exec, module, auth = 'keys', cases = [], replay = [], overlay = [], allowHost = [] } = flags;
  const words = [
    ...optionWord('--url', url),
    ...optionWord('--exec', exec),
    ...optionWord('--module', module),
    ...(url === undefined ? optionWord('--path', path) : []),
    ...optionWord('--effects', flags.effects),
    ...optionWord('--contract', flags.contract),
    ...overlay.flatMap((file) => optionWord('--overlay', file)),
    ...optionWord('--operation', flags.operation),
    ...allowHost.flatMap((host) => optionWord('--allow-host', host)),
    ...(auth === 'keys' ? [] : [`--auth ${auth}`]),
    ...cases.flatMap((folder) => optionWord('--cases', folder)),
    ...changedNumber('--seed', flags.seed, verifyDefaults.seed),
    ...changedNumber('--timeout', flags.timeout, verifyDefaults.timeoutMs),
    ...changedNumber('--budget', flags.budget, verifyDefaults.budgetMs),
    ...changedNumber('--start-timeout', flags.startTimeout, verifyDefaults.startTimeoutMs),
  ];
  return (id) => {
    const replayed = id.startsWith('replay.') ? replay.flatMap((file) => optionWord('--replay', file)) : [];
    return ['hookproof verify', ...words, ...replayed, `--case ${/^[\w.-]+$/.test(id) ? id : quoted(id)}`].join(' ');
  };
}

function optionWord(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name} ${quoted(value)}`];
}

function changedNumber(name: string, value: number, usual: number): string[] {
  return value === usual ? [] : [`${name} ${value}`];
}
