import { type FaultyGroup, faultyGroups } from './faulty.ts';
import { flagged, type Kit, loadKit, type Profile, profiles } from './kit.ts';
import { type RightGroup, rightGroups } from './right.ts';

/** Registers a test for each faulty receiver of some groups: the kit finds its fault by the case that is meant for it. */
export function describeFaulty(...groups: FaultyGroup[]): void {
  const receivers = groups.flatMap((group) => faultyGroups[group]);
  const kits = new Map<Profile, Promise<Kit>>();
  const kitOf = (profile: Profile): Promise<Kit> => {
    const kit = kits.get(profile) ?? loadKit(profile);
    kits.set(profile, kit);
    return kit;
  };

  describe('a receiver that', () => {
    test.each(receivers)('$name is killed by $kills', async (faulty) => {
      const kit = await kitOf(faulty.profile ?? 'keys');
      const { cases, summary } = await kit.meantFor(faulty);
      expect(cases.map(({ status }) => status)).toContain(faulty.warns ? 'WARN' : 'FAIL');
      // A warning gates only when asked to; a failure always.
      expect(summary.verdict).toBe(faulty.warns ? 'pass' : 'fail');
      expect(summary.error).toBe(0);
    });
  });
}

/** Into so many parts the cases of the schema are divided. */
const parts = 4;

/**
 * Registers a test for each right receiver of a group: the kit fails nothing of it. How an event is judged does not hang on who
 * is judged, so the first of the group gets all cases, and the others take turns with parts of those of the schema; under a
 * further profile they get what hangs on credentials, and on what was worked on. `make proof` tries all of them on each.
 */
export function describeRight(profile: Profile, group: RightGroup): void {
  const kit = loadKit(profile);
  const numbered = rightGroups[group].map((right, index) => ({ ...right, index }));

  describe(`under the profile ${profile} a receiver that is right with`, () => {
    test.each(numbered)('$name fails nothing', async ({ index, ...right }) => {
      const { suite, allOf } = await kit;
      const isTried = (of: string, place: number): boolean => {
        if (index === 0) return true;
        if (profile !== profiles[0]) return ['auth', 'signature', 'effects'].includes(of);
        return !of.startsWith('schema.') || place % parts === index % parts;
      };
      const among = suite.cases.filter((each, place) => isTried(each.group, place));
      const report = await allOf(
        right,
        among.map(({ id }) => id),
      );
      expect(flagged(report)).toEqual([]);
      expect(report.summary.total).toBe(among.length);
      expect(
        report.cases.filter(({ group: of, status }) => of === 'effects' && status === 'PASS').length,
      ).toBeGreaterThan(30);
    });
  });
}
