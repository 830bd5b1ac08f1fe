import type { OpenApiDocument } from '../../../openapi/read.ts';
import { isObject } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';

/** Marks the name of what a parent says of all its children; no author can write it. */
const mark = '\u0000shared';

/**
 * A discriminator may stand in a schema that others extend by `allOf`: whoever refers to the parent means one of them. The
 * same document with that said as a union of the children, each of which extends what the parent says of all.
 */
export function withUnionsOfChildren(document: OpenApiDocument): OpenApiDocument {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const parents = Object.keys(schemas).filter((name) => isParent(schemas[name]));
  if (parents.length === 0) return document;
  const changed: Schemas = { ...schemas };
  for (const name of parents) {
    const children = Object.keys(schemas).filter((other) => other !== name && extendsBy(schemas[other], name));
    if (children.length === 0) continue;
    const { discriminator, ...shared } = schemas[name] as Record<string, unknown>;
    changed[name + mark] = shared;
    changed[name] = unionOf(children, discriminator as Declared);
    for (const child of children) changed[child] = rebased(changed[child] as Record<string, unknown>, name);
  }
  return { ...document, components: { ...document.components, schemas: changed } };
}

/** A pointer as the author's document has it. */
export function authored(pointer: string): string {
  return pointer.replaceAll(mark, '');
}

type Schemas = Record<string, unknown>;

interface Declared {
  propertyName: string;
  mapping?: Record<string, unknown>;
}

function isParent(schema: unknown): boolean {
  if (!isObject(schema) || schema.oneOf !== undefined || schema.anyOf !== undefined) return false;
  return isObject(schema.discriminator) && typeof schema.discriminator.propertyName === 'string';
}

function referenceTo(name: string): string {
  return `#${toPointer(['components', 'schemas', name])}`;
}

function extendsBy(schema: unknown, parent: string): boolean {
  if (!isObject(schema) || !Array.isArray(schema.allOf)) return false;
  return schema.allOf.some((member) => isObject(member) && member.$ref === referenceTo(parent));
}

/** Values without an entry in the mapping are names of schemas. */
function unionOf(children: readonly string[], { propertyName, mapping = {} }: Declared): unknown {
  const leadsTo = (target: unknown, child: string): boolean => target === referenceTo(child) || target === child;
  const mapped = Object.entries(mapping).filter(([, target]) => children.some((child) => leadsTo(target, child)));
  const implied = children.filter((child) => !mapped.some(([, target]) => leadsTo(target, child)));
  return {
    type: 'object',
    oneOf: children.map((child) => ({ $ref: referenceTo(child) })),
    discriminator: {
      propertyName,
      mapping: Object.fromEntries([...mapped, ...implied.map((child) => [child, referenceTo(child)])]),
    },
  };
}

function rebased(schema: Record<string, unknown>, parent: string): unknown {
  const members = schema.allOf as unknown[];
  return {
    ...schema,
    allOf: members.map((member) =>
      isObject(member) && member.$ref === referenceTo(parent)
        ? { ...member, $ref: referenceTo(parent + mark) }
        : member,
    ),
  };
}
