import cluster from 'node:cluster';

/** Has a worker tell something to the process that started it, unless that has ended. */
export function tellPrimary(told: object): void {
  if (cluster.worker?.isConnected()) process.send?.(told, undefined, undefined, () => {});
}
