import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { refuseHead } from '../edge/request.ts';
import { problem, sendResponse } from '../edge/response.ts';
import { type RunningServer, type ServerOptions, startServer } from '../edge/server.ts';
import { unwritable, userError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { StoredExchange } from '../recorded/exchange.ts';
import type { ForwardedExchange } from '../redaction/exchange.ts';
import { type RedactorOptions, redactor } from '../redaction/redactor.ts';
import { forwarder, targetAt } from './forward.ts';

export interface RecorderOptions
  extends Omit<RedactorOptions, 'paths'>,
    Pick<ServerOptions, 'port' | 'host' | 'limits'> {
  /** Names the receiver. */
  to: URL;
  /** Names the folder of recordings; made where it is not there. */
  out: string;
  /** Bounds how long the receiver may be silent, in milliseconds. */
  timeoutMs: number;
  /** Takes each exchange once it is written. */
  onExchange?: ((stored: StoredExchange) => void) | undefined;
  /** Takes what kept an exchange from being written; it passed all the same. */
  onFailure?: ((error: unknown) => void) | undefined;
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
  const forward = forwarder(to, limits, timeoutMs);
  const listener: RequestListener = (request, response) => {
    const refused = refuseHead(request, limits);
    if (refused) return sendResponse(request, response, refused);
    try {
      forward(request, response, record);
    } catch {
      // node reads some targets and headers that it would not send.
      sendResponse(request, response, problem(400, 'the request cannot be passed on'));
    }
  };
  const server = await startServer(listener, { ...options, expectations: true });
  return {
    url: server.url,
    file: recording.path,
    async close() {
      await server.close();
      // Connections that were cut off are told of after the server's own end.
      await breath();
      recording.close();
    },
  };
}

function refuseItself({ to, host, port }: RecorderOptions): void {
  const here = [host, 'localhost', '127.0.0.1', '[::1]'];
  if (Number(to.port) === port && here.includes(to.hostname))
    throw userError('usage', `--to ${to.origin}: that is where the recorder itself would listen`);
}

/**
 * Opens a new file for the recording of one run, named by its start. Only its owner can read it, and the folder where we
 * make that. Throws a usage error when it cannot be had.
 */
function recordingFile(folder: string, start: Date) {
  const path = join(folder, `${start.toISOString().replaceAll(':', '-')}.ndjson`);
  const file = createFile(folder, path);
  let size = 0;
  return {
    path,
    // Written at once and in turn: a slow disk slows the proxy down, nothing piles up, and a killed process loses no line.
    append(line: string): void {
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        size += bytes.length;
      } catch (error) {
        // Half a line would spoil the next one.
        ftruncateSync(file, size);
        throw error;
      }
    },
    close: () => closeSync(file),
  };
}

function createFile(folder: string, path: string): number {
  try {
    makeFolder(folder);
    return openSync(path, 'ax', 0o600);
  } catch (cause) {
    throw unwritable(folder, cause, 'Choose another folder with --out.');
  }
}
