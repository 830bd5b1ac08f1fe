import type { ErrorObject } from 'ajv';
import type { Finding } from '../../finding.ts';
import { isObject } from '../json.ts';
import { toPointer } from '../pointer.ts';
import type { Schema } from '../types.ts';

/** Puts one Ajv error in plain words. The offending value is never quoted: it may be somebody's phone number. */
export function describeError(error: ErrorObject): Finding {
  const { finding } = error.params as { finding?: Finding };
  if (finding) return { ...finding, pointer: error.instancePath };
  const discriminated = error.keyword === 'discriminator' ? describeDiscriminator(error) : undefined;
  return discriminated ?? { rule: error.keyword, pointer: error.instancePath, message: wording(error) };
}

/** Makes an Ajv error of a finding about a value that stands at a pointer. */
export function errorOf(finding: Finding, pointer: string): ErrorObject {
  const { rule, message } = finding;
  return { keyword: rule, instancePath: pointer + finding.pointer, schemaPath: '', params: { finding }, message };
}

/** Puts a finding into one sentence: `/event/data must have required property 'action'`. */
export function sentence(finding: Finding): string {
  return `${finding.pointer === '' ? 'the body' : finding.pointer} ${finding.message}`;
}

function wording({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `must have required property '${params.missingProperty}'`;
    case 'enum':
      return `must be one of ${listed(params.allowedValues)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'type':
      return `must be ${Array.isArray(params.type) ? params.type.join(' or ') : String(params.type).replaceAll(',', ' or ')}`;
    case 'format':
      return `must be a valid ${params.format}`;
    case 'oneOf':
      return params.passingSchemas
        ? `must match exactly one of the alternatives, but matches numbers ${params.passingSchemas.join(' and ')}`
        : 'must match one of the alternatives, but matches none';
    case 'anyOf':
      return 'must match one of the alternatives, but matches none';
    case 'false schema':
      return 'must not be there';
    case 'additionalProperties':
      return `must not have the property '${params.additionalProperty}'`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}

function describeDiscriminator(error: ErrorObject): Finding {
  const tag = String(error.params.tag);
  const at = error.instancePath + toPointer([tag]);
  if (!isObject(error.data) || !Object.hasOwn(error.data, tag)) {
    return { rule: 'required', pointer: error.instancePath, message: `must have required property '${tag}'` };
  }
  if (error.params.error === 'tag') return { rule: 'type', pointer: at, message: 'must be string' };
  return { rule: 'enum', pointer: at, message: `must be one of ${listed(tagValues(error.parentSchema, tag))}` };
}

/** Lists the values that choose the branches of a discriminated union. */
export function tagValues(union: Schema | undefined, tag: string): unknown[] {
  return (union?.oneOf ?? []).flatMap((branch) => {
    const property = branch.properties?.[tag];
    return property?.enum ?? (property?.const === undefined ? [] : [property.const]);
  });
}

/** Keeps how lists of a schema are told: a receiver tells them of each event that breaks it. */
const told = new WeakMap<object, string>();

/** Lists values in words: a text stands without quotes, unless it would be taken for something else. */
export function listed(values: unknown): string {
  if (!Array.isArray(values)) return inWords(values);
  const words = told.get(values) ?? values.map(inWords).join(', ');
  told.set(values, words);
  return words;
}

function inWords(value: unknown): string {
  return typeof value === 'string' && !ambiguous.test(value) ? value : JSON.stringify(value);
}

/** Finds texts that read as another value, as two, or as none. */
const ambiguous = /^$|^\s|\s$|,|^["[{]|^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
