/** However many are slow, no more than this many run at once. */
const mostAtOnce = 128;

/**
 * Runs jobs 0 to `count - 1`, `concurrency` at a time. A job that takes longer than `slowMs` gives up its place, so that
 * slow ones never hold up the others. The first error is thrown once nothing runs any more, and no further job is begun.
 */
export async function runConcurrently(
  count: number,
  concurrency: number,
  slowMs: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  let next = 0;
  const begin = (index: number): Promise<void> => {
    const job = run(index)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(job));
    running.add(job);
    return job;
  };
  const worker = async (): Promise<void> => {
    while (next < count && errors.length === 0) {
      if (running.size >= mostAtOnce) await Promise.race(running);
      else await sooner(begin(next++), slowMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}

async function sooner(job: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([job, late]);
  clearTimeout(timer);
}
