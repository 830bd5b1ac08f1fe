import { selectCases } from '../../src/conformance/cases/select.ts';
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

/**
 * Registers a test for each right receiver of a group: the whole kit fails nothing of it. How an event is judged does not
 * hang on how its sender proves itself: every receiver gets all events under the keys, and under another profile the first
 * of the group alone gets those of the schema again.
 */
export function describeRight(profile: Profile, group: RightGroup): void {
  const kit = loadKit(profile);
  const [first] = rightGroups[group];

  describe(`under the profile ${profile} a receiver that is right with`, () => {
    test.each(rightGroups[group])('$name fails nothing', async (right) => {
      const { suite, allOf } = await kit;
      const excluded = profile === profiles[0] || right === first ? [] : ['schema.*'];
      const report = await allOf(right, excluded);
      expect(flagged(report)).toEqual([]);
      expect(report.summary.total).toBe(selectCases(suite.cases, { excluded }).length);
      expect(
        report.cases.filter(({ group: of, status }) => of === 'effects' && status === 'PASS').length,
      ).toBeGreaterThan(30);
    });
  });
}
