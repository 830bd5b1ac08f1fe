import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Fault, notTried } from '../fault.ts';
import { type ForgetfulDisk, forgetfulDisk } from '../power-cut/disk.ts';
import { chances } from '../support/chances.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { startLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';

/** Says how a journal is opened: as `serve` does, or by its own code with less care. */
type Care = 'serve' | 'full' | 'off';

const script = fileURLToPath(new URL('../power-cut/receiver.ts', import.meta.url));

/**
 * Cuts the power so many times: what was not synced is lost, wholly or sector by sector. Then it does the same to a journal that
 * does not sync (`synchronous=OFF`), which has to be caught losing events: else the cuts prove nothing.
 */
export function powerCut({ times, controls }: { times: number; controls: number }): Fault {
  return async (base) => {
    const disk = await forgetfulDisk(base);
    if (!disk) return notTried('the disk that forgets is made by gcc, on Linux');
    const served = await cuts(disk, 'serve', times);
    const unsafe = await cuts(disk, 'off', controls);
    const safe = await cuts(disk, 'full', controls);
    return {
      ...{ acknowledged: served.acknowledged, lost: served.lost, doubled: served.doubled },
      figures: `${times} power cuts; through the same program synchronous=FULL lost ${safe.lost} of ${safe.acknowledged}, synchronous=OFF ${unsafe.lost} of ${unsafe.acknowledged}`,
      broken: [
        ...served.broken,
        ...(safe.lost + safe.doubled > 0 ? ['synchronous=FULL lost events'] : []),
        ...(unsafe.lost === 0 ? ['synchronous=OFF was not caught: the cuts prove nothing'] : []),
      ],
    };
  };
}

/** Cuts the power under load, several times over the same journal, and compares after each cut. */
async function cuts(disk: ForgetfulDisk, care: Care, times: number) {
  const file = join(disk.folder, `${care}.db`);
  const journal = `sqlite:${file}`;
  const args = care === 'serve' ? {} : { args: [script, file, care] };
  const sum = { acknowledged: 0, lost: 0, doubled: 0, broken: [] as string[] };
  const chance = chances();
  for (let time = 0; time < times; time++) {
    const receiver = await startReceiver(journal, { env: disk.env, ...args });
    const load = startLoad({ url: () => receiver.url, connections: 8 });
    await load.acknowledges(50 + ((time * 137) % 700));
    await receiver.kill();
    await load.stop();
    await disk.cutPower(time % 2 === 0 ? () => false : () => chance() < 0.5);
    const { acknowledged, lost, doubled } = await compare(journal, load.acknowledged).catch(() => nothingLeft(load));
    sum.acknowledged += acknowledged;
    sum.lost += lost;
    sum.doubled += doubled;
    if (care === 'serve') sum.broken.push(...(await faultsOf(journal)));
    await disk.settle();
  }
  return sum;
}

/** Says that a journal that cannot be opened any more holds nothing. */
function nothingLeft({ acknowledged }: { acknowledged: ReadonlySet<string> }) {
  return { acknowledged: acknowledged.size, lost: acknowledged.size, doubled: 0 };
}
