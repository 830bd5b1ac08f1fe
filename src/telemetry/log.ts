import { printable } from '../printable.ts';
import type { LoggedRequest } from './logged-request.ts';
import { requestLine } from './logged-request.ts';

/** Names how a server says what it does: lines for people, objects of JSON for programs, or nothing of single requests. */
export const logForms = ['pretty', 'json', 'none'] as const;

export type LogForm = (typeof logForms)[number];

interface ServerLog {
  /** Says something that is about no request. */
  say(line: string): void;
  request(logged: LoggedRequest): void;
}

/** Opens a log. What writes JSON loads only when that is asked for. */
export async function openLog(form: LogForm, stream: { write(text: string): unknown }): Promise<ServerLog> {
  if (form === 'json') return jsonLog(stream);
  return {
    // Names in it are a document's, which may be somebody else's.
    say: (line) => void stream.write(`${line.split('\n').map(printable).join('\n')}\n`),
    request: (logged) => {
      if (form === 'pretty') stream.write(`${requestLine(logged, new Date())}\n`);
    },
  };
}

async function jsonLog(stream: { write(text: string): unknown }): Promise<ServerLog> {
  const { pino, stdTimeFunctions } = await import('pino');
  const logger = pino(
    { base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    { write: (text) => void stream.write(text) },
  );
  return {
    say: (line) => logger.info(line),
    request: (logged) => logger[levelOf(logged.status)](logged, 'request'),
  };
}

function levelOf(status: number): 'info' | 'warn' | 'error' {
  return status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
}
