import { toPointer } from '../../schema/pointer.ts';
import { closedConjuncts, closedPointer, knownAgainActions } from '../conflicts/closed.ts';
import { conjunctsAt } from '../conflicts/conjuncts.ts';
import { samplesOf } from '../local-schemas.ts';
import { removeAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';

/**
 * Finds properties that one schema declares and a closed one beside it forbids, so that they can never be given:
 * `additionalProperties` sees those of its own schema only (JSON Schema 2020-12, 10.3.2.3).
 */
export const propertyExcluded: DoctorRule = {
  id: 'property-excluded',
  level: 'warning',
  find(subject) {
    return subject.nodes.flatMap((node) => {
      if (!isComposed(node)) return [];
      const closed = closedConjuncts(subject.document, conjunctsAt(subject.document, node.path));
      // Where one of them must be given, nothing is valid at all, which another rule says.
      if (closed.length === 0 || closed.some(({ required }) => required.length > 0)) return [];
      return [excludedDefect(subject, node, closed)];
    });
  },
};

function isComposed({ schema }: SchemaNode): boolean {
  return ['allOf', 'oneOf', 'anyOf'].some((key) => schema[key] !== undefined) || Object.keys(schema).length > 1;
}

function excludedDefect({ local }: Subject, { path }: SchemaNode, closed: ReturnType<typeof closedConjuncts>): Defect {
  const said = closed.map((each) => {
    const names = [...each.unknown.keys()].map((name) => JSON.stringify(name));
    const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
    return `${closedPointer(each)} (false) forbids ${shown}`;
  });
  return {
    pointer: path,
    message: `what is declared here can never be given: ${said.join('; ').replaceAll(`${toPointer(path)}/`, '')}`,
    consequence: 'An event that has it is refused, though the document describes it.',
    fix: knownAgainActions(closed, path) ?? [],
    meant: closed.map((each) => removeAction([...each.path, each.keyword], 'Then it may be given.')),
    values: () => {
      const read = local(path);
      return read ? samplesOf(read, read.schema).reverse() : [];
    },
    shows: 'refused',
    oneWay: true,
  };
}
