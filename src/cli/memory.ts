import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

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

/** Is enough for what a busy receiver makes between two collections: with four times as much it took no more events. */
const youngSpaceBytes = 32 * 1024 * 1024;

/**
 * Keeps the space for young objects from growing beyond what a receiver has use for, and lets it grow again where V8 made it smaller
 * while nothing came. For processes that go on for long.
 */
export function boundYoungSpace(): void {
  if (!isOwnProcess) return;
  let factor = 2;
  new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
    const wanted = young < youngSpaceBytes ? 2 : 1;
    if (wanted === factor) return;
    factor = wanted;
    setFlag(`--semi-space-growth-factor=${factor}`);
  }).observe({ entryTypes: ['gc'] });
}

function setFlag(flag: string): void {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (isOwnProcess && major <= lastTried) setFlagsFromString(flag);
}
