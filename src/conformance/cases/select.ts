import { hash } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import type { Case } from './case.ts';

export interface Selection {
  /** Globs over case ids; `*` stands for any characters. */
  cases?: readonly string[];
  /** Globs over groups. */
  groups?: readonly string[];
  levels?: readonly string[];
  /** Globs over case ids and groups that are left out, whatever names them. */
  excluded?: readonly string[];
  /** Only cases with one of these ids. */
  among?: readonly string[] | undefined;
}

/** Finds the cases that a selection names. Throws a usage error when there is none: an empty run must never look green. */
export function selectCases(cases: readonly Case[], selection: Selection): Case[] {
  const { cases: ids = [], groups = [], levels = [], excluded = [], among } = selection;
  const byId = ids.map(globExpression);
  const byGroup = groups.map(globExpression);
  const out = excluded.map(globExpression);
  const wanted = among && new Set(among);
  const selected = cases.filter(
    ({ id, group, level }) =>
      (wanted?.has(id) ?? true) &&
      !out.some((glob) => glob.test(id) || glob.test(group)) &&
      (levels.length === 0 || levels.includes(level)) &&
      (byId.length === 0 || byId.some((glob) => glob.test(id))) &&
      (byGroup.length === 0 || byGroup.some((glob) => glob.test(group))),
  );
  if (selected.length > 0) return selected;
  const known = [...new Set(cases.map(({ group }) => group))].join(', ');
  const names = [...ids, ...groups, ...levels, ...(among ?? []), ...excluded.map((glob) => `without ${glob}`)];
  const lacking = lackingGroups(cases, groups);
  const why = lacking.length > 0 ? `: this contract has nothing for the group ${lacking.join(', ')}` : '';
  throw userError('usage', `no case selected by ${names.slice(0, 20).join(', ')}${why}`, {
    hint: `Groups: ${known}. hookproof verify --list prints all cases.`,
  });
}

/** Lists groups whose cases are made of what a contract says, so that one may have none of them. */
const madeGroups = ['schema.good', 'schema.bad', 'evolution', 'headers'];

/** Finds which of the groups asked for are known, though the contract gave rise to none of their cases. */
function lackingGroups(cases: readonly Case[], globs: readonly string[]): string[] {
  return globs.filter((glob) => {
    const matching = globExpression(glob);
    return madeGroups.some((group) => matching.test(group)) && !cases.some(({ group }) => matching.test(group));
  });
}

/**
 * Draws at most `size` cases of each group and operation, in their order; those without an operation are about that of
 * `contract`. The same seed draws the same, and of a larger size all that a smaller one draws; what does not apply comes last.
 */
export function drawSample(
  cases: readonly Case[],
  { size, seed, contract }: { size: number; seed: number; contract: Contract },
): Case[] {
  const lotOf = ({ id, notApplicable }: Case): string =>
    `${notApplicable === undefined ? 0 : 1}${hash('sha256', `${seed} ${id}`)}`;
  const lots = new Map(cases.map((each) => [each, lotOf(each)]));
  const drawn = Map.groupBy(cases, (each) => each.contract ?? contract)
    .values()
    .flatMap((own) => Map.groupBy(own, ({ group }) => group).values())
    .flatMap((alike) => alike.toSorted((a, b) => ((lots.get(a) ?? '') < (lots.get(b) ?? '') ? -1 : 1)).slice(0, size));
  const chosen = new Set(drawn);
  return cases.filter((each) => chosen.has(each));
}

/** Stands for a selection: shards can be put together only if they were dealt from the same one. */
export function selectionDigest(cases: readonly Case[]): string {
  return `sha256:${hash('sha256', cases.map(({ id }) => id).join('\n'))}`;
}

function globExpression(glob: string): RegExp {
  const literal = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A group's name also selects the groups below it: `schema` stands for `schema.good` and `schema.bad`.
  return new RegExp(`^${literal.join('.*')}(\\..*)?$`);
}
