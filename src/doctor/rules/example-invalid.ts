import { nodesIn, type TypedNode } from '../../openapi/keywords.ts';
import { followReferences } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { sentence } from '../../schema/validate/describe.ts';
import { refusingKeyword } from '../conflicts/values.ts';
import { validatorOf } from '../local-schemas.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';

/** Finds examples and defaults that break the schema they stand beside: in schemas, media types, parameters and headers. */
export const exampleInvalid: DoctorRule = {
  id: 'example-invalid',
  level: 'note',
  neverRepairs: true,
  find(subject) {
    return [...nodesIn(subject.document)].flatMap((node) => {
      const shown = shownBy(subject, node);
      if (shown.length === 0 || !isObject(node.value)) return [];
      const path = node.kind === 'Schema' ? node.path : [...node.path, 'schema'];
      const schema = (node.kind === 'Schema' ? node.value : node.value.schema) as Schema;
      let validator: Validator | undefined;
      const wrong = shown.flatMap((each) => {
        if (isUnreferenced(schema) && refusingKeyword(each.value, schema) === undefined) return [];
        validator ??= validatorAt(subject, path);
        const [finding] = validator?.(each.value) ?? [];
        return finding ? [{ ...each, why: sentence(finding).replace(/^the body /, '') }] : [];
      });
      return wrong[0] ? [exampleDefect(node, wrong[0], wrong.length - 1)] : [];
    });
  },
};

interface Shown {
  path: string[];
  value: unknown;
}

function shownBy({ document, dialect }: Subject, { kind, value, path }: TypedNode): Shown[] {
  if (!isObject(value)) return [];
  const own = (key: string): Shown[] => (value[key] === undefined ? [] : [{ path: [...path, key], value: value[key] }]);
  if (kind === 'Schema') {
    if (dialect === '3.0' && typeof value.$ref === 'string') return [];
    const listed = Array.isArray(value.examples) && dialect !== '3.0' ? value.examples : [];
    const examples = listed.map((each, index) => ({ path: [...path, 'examples', String(index)], value: each }));
    return [...own('example'), ...examples, ...own('default')];
  }
  if (!['MediaType', 'Parameter', 'Header'].includes(kind) || !isObject(value.schema)) return [];
  const named = Object.entries(isObject(value.examples) ? value.examples : {}).flatMap(([name, written]): Shown[] => {
    const found = followReferences(document, { path: [...path, 'examples', name], value: written });
    const key = isObject(found.value) && 'dataValue' in found.value ? 'dataValue' : 'value';
    return isObject(found.value) && key in found.value ? [{ path: [...found.path, key], value: found.value[key] }] : [];
  });
  return [...own('example'), ...named];
}

/** Names the keywords about plain values that need no validator. */
const plainKeywords = new Set([
  ...['type', 'enum', 'const', 'minLength', 'maxLength', 'pattern', 'title', 'description', 'example', 'examples'],
  ...['default', 'deprecated', 'readOnly', 'writeOnly'],
]);

function isUnreferenced(schema: Schema): boolean {
  return typeof schema.type === 'string' && Object.keys(schema).every((key) => plainKeywords.has(key));
}

function validatorAt({ local }: Subject, path: string[]): Validator | undefined {
  const read = local(path);
  return read && validatorOf(read, read.schema);
}

function exampleDefect(node: TypedNode, { path, value, why }: Shown & { why: string }, others: number): Defect {
  const name = path.at(-1) === 'default' ? 'default' : 'example';
  const shown = JSON.stringify(value);
  const text = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
  return {
    pointer: path,
    message: `the ${name} breaks the schema beside it: ${why}${others > 0 ? `; so do ${others} more` : ''}`,
    consequence: 'Who builds by it builds for values that are refused; generators and mocks may send it.',
    fix: [],
    proof: {
      ...(node.kind === 'MediaType' && node.path.includes('requestBody') ? { event: value } : {}),
      raw: `${text} is refused: ${why}`,
      intended: `taken: the document shows it as the ${name}`,
    },
  };
}
