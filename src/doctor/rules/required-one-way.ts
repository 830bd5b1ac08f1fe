import { type NodeKind, nodesIn } from '../../openapi/keywords.ts';
import { listOperations } from '../../openapi/operations.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { referencePath } from '../../openapi/resolve.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../schema/pointer.ts';
import { conjunctsAt } from '../conflicts/conjuncts.ts';
import { samplesOf } from '../local-schemas.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';

/**
 * Finds `readOnly` properties that are required where only requests are described, and `writeOnly` ones where only responses
 * are: OpenAPI takes the demand as one of the other direction (3.0.3, 4.7.24.2), validators take it by the letter.
 */
export const requiredOneWay: DoctorRule = {
  id: 'required-one-way',
  level: 'note',
  neverRepairs: true,
  find(subject) {
    const { document, nodes } = subject;
    if (!nodes.some(({ schema }) => schema.readOnly === true || schema.writeOnly === true)) return [];
    const [sent, answered] = [new Set<string>(), new Set<string>()];
    for (const { location, node } of listOperations(document)) {
      reach(document, { path: [...location, 'requestBody'], kind: 'RequestBody' }, sent);
      if (isObject(node.responses)) reach(document, { path: [...location, 'responses'], kind: 'Responses' }, answered);
    }
    return nodes.flatMap((node) => {
      const pointer = toPointer(node.path);
      const isOnly = sent.has(pointer) !== answered.has(pointer);
      if (!isOnly || !Array.isArray(node.schema.required)) return [];
      return wrongDemands(subject, node, sent.has(pointer) ? 'readOnly' : 'writeOnly');
    });
  },
};

/** Adds the pointers of all that can be reached from a place of the document. */
function reach(document: OpenApiDocument, start: { path: string[]; kind: NodeKind }, found: Set<string>): void {
  const waiting = [start];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const value = valueAt(document, next.path);
    if (value === undefined || found.has(toPointer(next.path))) continue;
    for (const node of nodesIn(value, next.kind)) {
      found.add(toPointer([...next.path, ...node.path]));
      const $ref = isObject(node.value) ? node.value.$ref : undefined;
      const target = typeof $ref === 'string' ? referencePath($ref) : undefined;
      if (target) waiting.push({ path: target, kind: node.kind });
    }
  }
}

function wrongDemands(subject: Subject, { path, schema }: SchemaNode, mark: 'readOnly' | 'writeOnly'): Defect[] {
  const { document, local } = subject;
  const conjuncts = conjunctsAt(document, path);
  const required = schema.required ?? [];
  const names = required.filter((name) => {
    const holder = conjuncts.find(
      ({ schema: { properties } }) => isObject(properties) && Object.hasOwn(properties, name),
    );
    const property = holder && conjunctsAt(document, [...holder.path, 'properties', name]);
    return property?.some((each) => each.schema[mark] === true);
  });
  if (names.length === 0) return [];
  const [here, there] = mark === 'readOnly' ? ['requests', 'responses'] : ['responses', 'requests'];
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name));
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const description = `What is ${mark} is asked for in ${there} only.`;
  return [
    {
      pointer: [...path, 'required'],
      message: `required here and ${mark}, in what only stands in ${here}: ${shown.join(', ')}${more}`,
      consequence: `By OpenAPI it is asked for in ${there} only; validators ask for it all the same, so that readers differ.`,
      fix: [],
      meant: [
        removeAction([...path, 'required'], description),
        updateAction(path, description, { required: required.filter((name) => !names.includes(name)) }),
      ],
      values: () => {
        const read = local(path);
        const samples = read ? samplesOf(read, read.schema).filter(isObject) : [];
        return samples.map((sample) => withValueAt(sample, [names[0] as string], undefined) as Json);
      },
      shows: 'refused',
    },
  ];
}
