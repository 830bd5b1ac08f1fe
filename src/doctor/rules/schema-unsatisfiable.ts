import { recursiveTargets } from '../../openapi/dereference/recursion.ts';
import { referencePath, referenceTo } from '../../openapi/resolve.ts';
import { toPointer } from '../../schema/pointer.ts';
import { heightOf } from '../../schema/samples/heights.ts';
import { closedConjuncts, knownAgainActions } from '../conflicts/closed.ts';
import { conjunctsAt } from '../conflicts/conjuncts.ts';
import { findConflict } from '../conflicts/find-conflict.ts';
import { samplesOf } from '../local-schemas.ts';
import { removeAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';
import { takeSteps } from '../steps.ts';

/** Finds schemas that no value satisfies: keywords that exclude each other, or a demand for itself without end. */
export const schemaUnsatisfiable: DoctorRule = {
  id: 'schema-unsatisfiable',
  level: 'error',
  find(subject) {
    const { document, nodes, steps } = subject;
    const conflicting = nodes.flatMap((node) => {
      if (!mayConflict(node)) return [];
      const conjuncts = conjunctsAt(document, node.path);
      if (!takeSteps(steps, conjuncts.length, toPointer(node.path))) return [];
      const conflict = findConflict(document, conjuncts);
      return conflict === undefined ? [] : [conflictDefect(subject, node, conflict)];
    });
    return [...conflicting, ...endlessDefects(subject)];
  },
};

/** Leaves out what says hardly anything, and references alone: what they lead to is looked at in its place. */
function mayConflict({ schema }: SchemaNode): boolean {
  const keywords = Object.keys(schema);
  return keywords.length > 1 || (schema.$ref === undefined && schema.type === undefined);
}

function conflictDefect({ document, local }: Subject, { path, schema }: SchemaNode, conflict: string): Defect {
  const closed = closedConjuncts(document, conjunctsAt(document, path));
  return {
    pointer: path,
    message: `nothing satisfies this schema: ${conflict.replaceAll(`${toPointer(path)}/`, '')}`,
    consequence: 'Whatever stands here is refused; where something must stand here, no event is valid.',
    fix: knownAgainActions(closed, path) ?? [],
    meant: Object.keys(schema).map((key) => removeAction([...path, key], 'Then anything is valid here.')),
    values: () => {
      const read = local(path);
      return read ? samplesOf(read, read.schema) : [];
    },
    shows: 'refused',
    oneWay: true,
  };
}

/** Finds schemas that demand another of themselves, so that no value of them ends. */
function endlessDefects({ document, local }: Subject): Defect[] {
  const recursive = [...recursiveTargets(document, 'the document')].map((each) => referencePath(each) ?? []);
  return recursive.flatMap((path) => {
    const read = local(path);
    if (!read || heightOf(read.schema, read.definitions) < Number.POSITIVE_INFINITY) return [];
    return [
      {
        pointer: path,
        message: `nothing satisfies this schema: it demands another value of ${referenceTo(path)} inside itself, without end`,
        consequence: 'No finite value is valid, and no event that must hold one.',
        fix: [],
        proof: {
          raw: 'every event is refused: what must stand inside it would have no end',
          intended: 'there are events that are valid',
        },
      },
    ];
  });
}
