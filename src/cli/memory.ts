import { setFlagsFromString } from 'node:v8';

/** Names the last Node whose V8 is known to have the flags: of a flag that it does not have, V8 writes an error to the terminal. */
const lastTried = 26;
/** Flags are the process's: they are set in one that runs a command line and nothing else. */
let isOwnProcess = false;

/**
 * Has garbage collected once the heap has grown by half of what lives in it; V8 waits until it is a multiple of that, which saves
 * little time where little lives. To be called once, where the process begins.
 */
export function collectSooner(): void {
  isOwnProcess = true;
  setFlag('--heap-growing-percent=50');
}

/**
 * Has garbage collected as V8 does by itself. A journal in memory is much that lives and is soon another: to collect it sooner took a
 * tenth of a busy receiver's time.
 */
export function collectAsUsual(): void {
  setFlag('--heap-growing-percent=0');
}

/**
 * Keeps the space for young objects as large as it has become; it would go on to 128 MiB, for objects that die soon. To be called once
 * documents are read: several large ones take longer without that room.
 */
export function keepYoungSpace(): void {
  setFlag('--semi-space-growth-factor=1');
}

function setFlag(flag: string): void {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (isOwnProcess && major <= lastTried) setFlagsFromString(flag);
}
