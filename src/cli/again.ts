import { quoted } from '../delivery/curl.ts';
import { type AgainFlags, defaults } from './verify-flags.ts';

/** The command line that judges one case again as it was judged now; `path` is the receiver's. No key stands in it. */
export function againCommand(flags: AgainFlags, path: string): (caseId: string) => string {
  const { url, exec, module, auth = 'keys', cases = [], replay = [], overlay = [], allowHost = [] } = flags;
  const words = [
    ...option('--url', url),
    ...option('--exec', exec),
    ...option('--module', module),
    ...(url === undefined ? option('--path', path) : []),
    ...option('--effects', flags.effects),
    ...option('--contract', flags.contract),
    ...overlay.flatMap((file) => option('--overlay', file)),
    ...option('--operation', flags.operation),
    ...allowHost.flatMap((host) => option('--allow-host', host)),
    ...(auth === 'keys' ? [] : [`--auth ${auth}`]),
    ...cases.flatMap((folder) => option('--cases', folder)),
    ...changed('--seed', flags.seed, defaults.seed),
    ...changed('--timeout', flags.timeout, defaults.timeout),
    ...changed('--budget', flags.budget, defaults.budget),
    ...changed('--start-timeout', flags.startTimeout, defaults.startTimeout),
  ];
  return (id) => {
    const replayed = id.startsWith('replay.') ? replay.flatMap((file) => option('--replay', file)) : [];
    return ['hookproof verify', ...words, ...replayed, `--case ${/^[\w.-]+$/.test(id) ? id : quoted(id)}`].join(' ');
  };
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name} ${quoted(value)}`];
}

function changed(name: string, value: number, usual: number): string[] {
  return value === usual ? [] : [`${name} ${value}`];
}
