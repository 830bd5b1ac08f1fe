import type { RecorderOptions, RunningRecorder } from '../recorder/recorder.ts';
import type { Keys } from '../signature/keys.ts';
import { type ContractChoice, openContracts } from './contract.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';

/** Holds the options of a recording proxy; all but the receiver's address have a default. */
export interface RecordOptions
  extends ContractChoice,
    Pick<RecorderOptions, 'limits' | 'onExchange' | 'onFailure'>,
    Partial<Pick<RecorderOptions, 'port' | 'host' | 'out' | 'timeoutMs'>> {
  /** Base URL of the receiver. */
  to: string | URL;
  /** Keys that are taken out wherever they stand; by default those of the environment. */
  keys?: Partial<Keys>;
  /** Keeps personal data as it is; by default it is replaced by pseudonyms. */
  redact?: boolean;
}

/**
 * Starts a proxy in front of a receiver that writes what passes into a folder, `hookproof-recordings` by default. Throws a target
 * error when the address cannot be had, a usage error when the folder cannot be written.
 */
export async function record(options: RecordOptions): Promise<RunningRecorder> {
  await refuseUnknownOptions('record', options, recordNames);
  const { to, port = 0, host = '127.0.0.1', out = 'hookproof-recordings', timeoutMs = 60_000 } = options;
  const { auth = 'both', redact = true, limits, onExchange, onFailure } = options;
  const [contracts, { startRecorder }, { keysFrom }, { receiverUrl }] = await Promise.all([
    openContracts({ ...options, auth }),
    import('../recorder/recorder.ts'),
    import('../signature/keys.ts'),
    import('../http-client/connections.ts'),
  ]);
  return startRecorder({
    ...{ contracts, port, host, out, timeoutMs, limits, onExchange, onFailure },
    keys: keysFrom(options.keys, contracts.all[0].security),
    to: receiverUrl(String(to)),
    personalData: redact,
  });
}

const recordNames: OptionNames<RecordOptions> = {
  ...contractChoiceNames,
  ...{ to: true, keys: true, redact: true, port: true, host: true, out: true, timeoutMs: true },
  ...{ limits: true, onExchange: true, onFailure: true },
};
