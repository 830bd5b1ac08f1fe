import type { Streams } from './context.ts';

export interface ProgressBar {
  update(value: number): void;
  stop(): void;
}

/** Shows a bar on standard error, where that is a terminal and the total is known; elsewhere nothing. It is loaded only when it shows. */
export async function progressBar(
  { stderr }: Pick<Streams, 'stderr'>,
  total: number | undefined,
  what: string,
): Promise<ProgressBar> {
  if (!stderr.isTTY || total === undefined) return { update: () => {}, stop: () => {} };
  const { default: progress } = await import('cli-progress');
  const format = `{bar} {value}/{total} ${what}`;
  const bar = new progress.SingleBar(
    { format, stream: stderr, clearOnComplete: true, hideCursor: true, etaBuffer: 100 },
    progress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return bar;
}

/** Shows a bar of megabytes; it is updated by bytes. */
export async function byteProgressBar(context: Pick<Streams, 'stderr'>, total: number): Promise<ProgressBar> {
  const bar = await progressBar(context, Math.ceil(total / 1e6), 'MB');
  return { update: (bytes) => bar.update(Math.round(bytes / 1e6)), stop: () => bar.stop() };
}
