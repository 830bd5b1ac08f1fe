import { bodyNode, siteNode } from '../nodes.ts';
import type { Rule } from '../rule.ts';
import { eventInState, statesOf } from '../states.ts';

/** The type of an event and a field inside it say the same thing twice, and nothing makes them agree. */
export const statusUntied: Rule = {
  id: 'status-untied',
  level: 'note',
  find: () => [],
  findInMeaning(contract, { document }) {
    return statesOf(contract).flatMap((states) => {
      const { path, types } = states;
      const [one, other] = types.filter(({ state }) => state !== undefined);
      const body = bodyNode(document, contract.operation.location);
      const node = body && siteNode(document, body, path);
      if (!one || !other || !node || !contract.typePath) return [];
      const event = eventInState(states, one.type, other.state ?? '');
      return [
        {
          pointer: node.path,
          message: `nothing ties ${path.join('.')} to ${contract.typePath.join('.')}`,
          consequence:
            'An event that contradicts itself is legal; which of the two to believe is left to each receiver.',
          fix: [],
          proof: { event, raw: 'taken', intended: `${one.type} with the status ${other.state} contradicts itself` },
        },
      ];
    });
  },
};
