import { type BranchSelection, misplacedSelection, outerSelection } from '../branch-selection.ts';
import type { DoctorRule } from '../rule.ts';
import { splitActions } from '../split.ts';

/** Finds discriminators that stand where no tool connects them with the union that they are meant for. */
export const discriminatorMisplaced: DoctorRule = {
  id: 'discriminator-misplaced',
  level: 'error',
  find({ document, nodes }) {
    const selections = nodes.flatMap((node): [BranchSelection, string[]][] => {
      const above = misplacedSelection(document, node);
      if (above) return [[above, [...node.path, 'discriminator']]];
      return Object.keys(node.schema.properties ?? {}).flatMap((property) => {
        const below = outerSelection(document, node, property);
        return below
          ? [[below, [...node.path, 'properties', property, 'discriminator']] as [BranchSelection, string[]]]
          : [];
      });
    });
    return selections.map(([selection, path]) => ({
      pointer: path,
      message: `the discriminator ${selection.tag} does not stand beside the union that it chooses from, ${selection.property}, in one schema with it`,
      consequence: `No tool uses it: ${selection.property} of the wrong kind is taken for every ${selection.tag}.`,
      fix: splitActions(document, selection),
      shows: 'taken' as const,
      moves: true as const,
    }));
  },
};
