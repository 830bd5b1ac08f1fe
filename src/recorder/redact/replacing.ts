import type { Contract } from '../../contract/load.ts';
import type { StoredBody } from '../../recorded/exchange.ts';
import { parseBody } from '../../validator/body.ts';
import { pseudonymised } from './body.ts';
import type { EventJudge } from './event.ts';
import { isProgrammersName } from './names.ts';
import type { Place, Places } from './places.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { isTechnical } from './technical.ts';
import type { Hide, Treatment } from './treatment.ts';

export interface ReplacingOptions {
  contract: Contract;
  paths: readonly string[];
  judge: EventJudge;
  places: Places;
  names: Pseudonyms;
}

/** Puts a pseudonym in the place of everything that is not known to be harmless. What cannot be looked into is not kept. */
export function replacing({ contract, paths, judge, places, names }: ReplacingOptions): Treatment {
  const root = places.root(contract.body.schema);
  const known = new Set([...paths, contract.operation.path].flatMap((path) => path.split('/')));
  const plain = (text: string): string => (text === '' ? '' : names.text(text, []));
  const named = (text: string, hide: Hide): string =>
    isProgrammersName(text) && hide(text) === text ? text : plain(text);
  const json = (bytes: Buffer, place: Place, hide: Hide): string | undefined =>
    parseBody(bytes).ok ? pseudonymised(bytes.toString(), place, { places, names, hide }) : undefined;

  return {
    segment: (text, hide) => (known.has(text) ? text : named(text, hide)),
    name: named,
    value: plain,
    header([name, value], hide) {
      const lower = name.toLowerCase();
      if (isTechnical(lower, value) && hide(value) === value) return [name, value];
      return [named(lower, hide) === lower ? name : `x-${names.digest(Buffer.from(lower)).slice(0, 12)}`, plain(value)];
    },
    event(bytes, hide) {
      const body = json(bytes, root, hide);
      if (body === undefined) return undefined;
      const before = judge.rulesBroken(bytes);
      if (before.join() === judge.rulesBroken(body).join()) return { stored: { body }, redacted: 'yes' };
      const other = before.length === 0 ? judge.substitute(body) : undefined;
      return { stored: { body: other ?? body }, redacted: other === undefined ? 'partly' : 'whole' };
    },
    body(bytes, _, hide): StoredBody | undefined {
      if (bytes.length === 0) return { body: '' };
      const body = json(bytes, [], hide);
      return body === undefined ? undefined : { body };
    },
  };
}
