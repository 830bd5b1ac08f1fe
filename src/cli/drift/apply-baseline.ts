import { existsSync } from 'node:fs';
import { type Change, type ChangeSource, type FailOn, gates } from '../../change.ts';
import { type Borne, readBaseline, updateBaseline, withBaseline } from '../../drift/baseline.ts';

export interface BaselineRun {
  file: string;
  /** Write what gates now, before it is judged. */
  update: boolean;
  failOn: FailOn;
  /** `2026-11-24` */
  today: string;
  /** The sources of this run. */
  looked: ReadonlySet<ChangeSource>;
}

/** Changes in the light of a baseline. Throws an input error for a bad one. */
export async function bear(
  found: readonly Change[],
  { file, update, failOn, today, looked }: BaselineRun,
): Promise<Borne> {
  const fresh = update && !existsSync(file);
  const known = fresh ? [] : await readBaseline(file);
  if (!update) return withBaseline(found, known, today, looked);
  // Where nothing gates, what breaks is still worth bearing.
  const gating = found.filter((change) => gates(change, failOn === 'never' ? 'breaking' : failOn));
  return withBaseline(found, await updateBaseline(file, { found, gating }, known, today, looked), today, looked);
}
