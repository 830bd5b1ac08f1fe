import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Contract } from '../contract/load.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { refuseHead } from '../edge/refuse-head.ts';
import { problem, sendResponse } from '../edge/response.ts';
import { type RunningServer, startServer } from '../edge/server.ts';
import { userError } from '../errors.ts';
import type { StoredExchange } from '../recorded/exchange.ts';
import type { Keys } from '../signature/keys.ts';
import { type Forward, forwarding, targetAt } from './forward.ts';
import type { Passed } from './passed.ts';
import { redactor } from './redact/redactor.ts';
import { recordingFile } from './writer.ts';

export interface RecorderOptions {
  contract: Contract;
  keys: Keys;
  /** The receiver. */
  to: URL;
  port: number;
  host: string;
  /** The folder of recordings; made where it is not there. */
  out: string;
  /** Whether personal data is replaced; keys are taken out always. */
  personalData: boolean;
  /** How long the receiver may be silent, in milliseconds. */
  timeoutMs: number;
  limits?: Partial<Limits>;
  /** Told of each exchange once it is written. */
  onExchange?: (stored: StoredExchange) => void;
  /** Told of what kept an exchange from being written; it passed all the same. */
  onFailure?: (error: unknown) => void;
}

export interface RunningRecorder extends RunningServer {
  /** The file that is written. */
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
  const record = (passed: Passed): void => {
    const target = targetAt(to, passed.request.target);
    try {
      const { stored, line } = redact({ ...passed, request: { ...passed.request, target } });
      recording.append(line);
      onExchange?.(stored);
    } catch (error) {
      // Deliveries go on: a recorder that is in trouble is no reason to lose them.
      onFailure?.(error);
    }
  };
  const forward = forwarding({ to, limits, timeoutMs });
  const server = await startServer(listener(forward, limits, record), { ...options, expectations: true });
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

function listener(forward: Forward, limits: Limits, record: (passed: Passed) => void): RequestListener {
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
