import type { Schema } from '../../src/schema/types.ts';
import type { Draft } from './documents.ts';

/** A change that breaks a receiver: by which rule it is told, at what place, and how it is made. */
export interface Edit {
  rule: string;
  at: string;
  make(schema: Draft): void;
}

const open = (name: string, type: string): Schema => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type } },
});

/** A schema with a place for each kind of change. */
export const everything: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'count', 'sender', 'parts'],
  properties: {
    state: { type: 'string', enum: ['new', 'paid'] },
    count: { type: 'integer', minimum: 0, maximum: 9 },
    code: { type: 'string', pattern: '^[A-Z]{2}$' },
    label: { type: 'string', minLength: 2, maxLength: 5 },
    sender: {
      type: 'object',
      required: ['name', 'mail'],
      properties: { name: { type: 'string' }, mail: { type: 'string', format: 'email' } },
      additionalProperties: false,
    },
    parts: { type: 'array', maxItems: 2, uniqueItems: true, items: { type: 'string', enum: ['a', 'b', 'd', 'e'] } },
    way: { oneOf: [open('street', 'string'), { ...open('locker', 'integer'), not: { required: ['street'] } }] },
    fixed: { const: 'one' },
    note: { allOf: [{ type: 'string' }, { maxLength: 3 }] },
    size: { type: 'number', multipleOf: 0.5 },
  },
};

/** Changes of it that can be made beside each other. */
export const edits: Edit[] = [
  { rule: 'enum-value-added', at: '/state/', make: ({ properties: p }) => p.state.enum.push('gone') },
  { rule: 'limit-loosened', at: '/count/', make: ({ properties: p }) => void delete p.count.maximum },
  { rule: 'pattern-removed', at: '/code/', make: ({ properties: p }) => void delete p.code.pattern },
  { rule: 'limit-loosened', at: '/label/', make: ({ properties: p }) => void Object.assign(p.label, { minLength: 1 }) },
  { rule: 'required-dropped', at: '/sender/', make: ({ properties: p }) => p.sender.required.shift() },
  { rule: 'format-removed', at: '/mail/', make: ({ properties: p }) => void delete p.sender.properties.mail.format },
  {
    rule: 'property-added',
    at: '/age',
    make: ({ properties: p }) => void Object.assign(p.sender.properties, { age: { type: 'integer' } }),
  },
  {
    rule: 'property-added',
    at: '/extra',
    make: ({ properties: p }) => void Object.assign(p, { extra: { type: 'boolean' } }),
  },
  {
    rule: 'limit-loosened',
    at: '/maxItems',
    make: ({ properties: p }) => void Object.assign(p.parts, { maxItems: 3 }),
  },
  { rule: 'limit-loosened', at: '/uniqueItems', make: ({ properties: p }) => void delete p.parts.uniqueItems },
  { rule: 'enum-value-added', at: '/items/', make: ({ properties: p }) => p.parts.items.enum.push('c') },
  { rule: 'union-branch-added', at: '/way/', make: ({ properties: p }) => p.way.oneOf.push({ type: 'string' }) },
  { rule: 'const-changed', at: '/fixed/', make: ({ properties: p }) => void Object.assign(p.fixed, { const: 'two' }) },
  {
    rule: 'limit-loosened',
    at: '/note/',
    make: ({ properties: p }) => void Object.assign(p.note.allOf[1], { maxLength: 4 }),
  },
  { rule: 'limit-loosened', at: '/size/', make: ({ properties: p }) => void delete p.size.multipleOf },
];

/** Makes a change in a copy of a schema. */
export function edited(schema: Schema, { make }: Edit): Schema {
  const copy = structuredClone(schema);
  make(copy);
  return copy;
}
