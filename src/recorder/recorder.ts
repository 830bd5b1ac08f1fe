import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Contract } from '../contract/load.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { refuseHead } from '../edge/refuse-head.ts';
import { problem, sendResponse } from '../edge/response.ts';
import { type RunningServer, startServer } from '../edge/server.ts';
import { userError } from '../errors.ts';
import type { StoredExchange } from '../recorded/exchange.ts';
import type { Keys } from '../signature/keys.ts';
import type { ForwardedExchange } from './exchange.ts';
import { type Forward, forwarder, targetAt } from './forward.ts';
import { recordingFile } from './recording-file.ts';
import { redactor } from './redact/redactor.ts';

export interface RecorderOptions {
  contract: Contract;
  keys: Keys;
  /** Names the receiver. */
  to: URL;
  port: number;
  host: string;
  /** Names the folder of recordings; made where it is not there. */
  out: string;
  /** Has personal data replaced; keys are taken out always. */
  personalData: boolean;
  /** Bounds how long the receiver may be silent, in milliseconds. */
  timeoutMs: number;
  limits?: Partial<Limits>;
  /** Takes each exchange once it is written. */
  onExchange?: (stored: StoredExchange) => void;
  /** Takes what kept an exchange from being written; it passed all the same. */
  onFailure?: (error: unknown) => void;
}

export interface RunningRecorder extends RunningServer {
  /** Names the file that is written. */
  file: string;
}

/**
 * Starts a proxy in front of a receiver that writes down what passes. Throws a target error when the address cannot be had,
 * a usage error when the folder cannot be written.
 */
export async function startRecorder(options: RecorderOptions): Promise<RunningRecorder> {
  const { to, onExchange, onFailure, timeoutMs } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  refuseItself(options);
  const redact = redactor({ ...options, paths: [to.pathname] });
  const recording = recordingFile(options.out, new Date());
  const record = (exchange: ForwardedExchange): void => {
    const target = targetAt(to, exchange.request.target);
    try {
      const { stored, line } = redact({ ...exchange, request: { ...exchange.request, target } });
      recording.append(line);
      onExchange?.(stored);
    } catch (error) {
      // Deliveries go on: a recorder that is in trouble is no reason to lose them.
      onFailure?.(error);
    }
  };
  const forward = forwarder({ to, limits, timeoutMs });
  const server = await startServer(recordingListener(forward, limits, record), { ...options, expectations: true });
  return {
    url: server.url,
    file: recording.path,
    async close() {
      await server.close();
      // Connections that were cut off are told of after the server's own end.
      await new Promise((resolve) => setImmediate(resolve));
      recording.close();
    },
  };
}

function refuseItself({ to, host, port }: RecorderOptions): void {
  const here = [host, 'localhost', '127.0.0.1', '[::1]'];
  if (Number(to.port) === port && here.includes(to.hostname))
    throw userError('usage', `--to ${to.origin}: that is where the recorder itself would listen`);
}

function recordingListener(
  forward: Forward,
  limits: Limits,
  record: (exchange: ForwardedExchange) => void,
): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const refused = refuseHead(request, limits);
    if (refused) return sendResponse(request, response, refused);
    try {
      forward(request, response, record);
    } catch {
      // node reads some targets and headers that it would not send.
      sendResponse(request, response, problem(400, 'the request cannot be passed on'));
    }
  };
}
