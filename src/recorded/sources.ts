import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, userError } from '../errors.ts';

/** Describes a recording that can be read, once. */
export interface Source {
  name: string;
  /** Counts its bytes, where that is known before. */
  size: number | undefined;
  /** Tells whether it was named itself, and not found in a folder: then it must be a recording. */
  named: boolean;
  open(): AsyncIterable<Buffer>;
}

const recordingNames = /\.(json|ndjson|jsonl|ljson|har)(\.gz)?$/i;
const packed = /\.gz$/i;
const openedByCaller = /^\/(dev\/(stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;
const chunkBytes = 256 * 1024;

/**
 * Finds the recordings that the arguments name: files as they are, folders by all that lies in them with a known ending, in
 * the order of their names, `-` for standard input; what ends in `.gz` is unpacked on the way. Throws an input error for
 * what does not exist or holds none.
 */
export async function recordingSources(args: readonly string[], stdin: () => AsyncIterable<Buffer>): Promise<Source[]> {
  const found = await Promise.all(
    args.map(async (arg): Promise<Source[]> => {
      if (arg === '-') return [{ name: 'standard input', size: undefined, named: true, open: stdin }];
      const info = await stat(arg).catch((cause) => {
        const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
        throw userError('input', `${arg}: ${missing ? 'no such file or folder' : messageOf(cause)}`, { cause });
      });
      // A pipe that the caller opened has an end; one in a folder waits for whoever writes to it, and a device has none.
      if (!info.isFile() && !openedByCaller.test(arg) && !info.isDirectory())
        throw userError('input', `${arg}: is no regular file`, { hint: 'Pipe it in, and name it -.' });
      return info.isDirectory()
        ? recordingsBelow(arg)
        : [recordingIn(arg, info.isFile() ? info.size : undefined, true)];
    }),
  );
  return found.flat();
}

async function recordingsBelow(path: string): Promise<Source[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw userError('input', `${path}: ${messageOf(cause)}`, { cause });
  });
  const names = entries
    .filter((entry) => entry.isFile() && recordingNames.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  if (names.length === 0)
    throw userError('input', `${path}: holds no recordings`, {
      hint: 'Looked for .json, .ndjson, .jsonl and .har, each also with .gz.',
    });
  return Promise.all(names.map(async (name) => recordingIn(name, (await stat(name)).size, false)));
}

function recordingIn(name: string, size: number | undefined, named: boolean): Source {
  return {
    name,
    // How much a packed one holds is known only when it was read.
    size: packed.test(name) ? undefined : size,
    named,
    async *open() {
      try {
        const bytes = createReadStream(name, { highWaterMark: chunkBytes });
        // Errors of either stream end the reading, and what breaks off is one of them.
        const whole = packed.test(name) ? pipeline(bytes, createGunzip({ chunkSize: chunkBytes }), () => {}) : bytes;
        yield* whole as AsyncIterable<Buffer>;
      } catch (cause) {
        throw userError('input', `${name}: ${messageOf(cause)}`, { cause });
      }
    },
  };
}
