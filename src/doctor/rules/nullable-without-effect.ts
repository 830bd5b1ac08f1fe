import type { Schema } from '../../schema/types.ts';
import { validatorOf } from '../local-schemas.ts';
import { takeNullActions } from '../null-repair.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';

/**
 * Finds `nullable` where it means nothing: OpenAPI 3.1 has no such keyword, and in 3.0 it only adds null to the `type` in the
 * same schema (OpenAPI 3.0.3, 4.7.24), where `allOf` and the like let it. Beside a reference in 3.0 it is for `ref-siblings`
 * to find, beside a list of values for `null-not-listed`. Where null is taken all the same, it is said once.
 */
export const nullableWithoutEffect: DoctorRule = {
  id: 'nullable-without-effect',
  level: 'error',
  find(subject) {
    const idle = subject.nodes.filter((node) => isSuspect(subject, node));
    const verdicts = idle.map((node) => [node, verdictOnNull(subject, node)] as const);
    const refused = verdicts.filter(([, verdict]) => verdict === 'refused').map(([node]) => node);
    const harmless = verdicts.filter(([, verdict]) => verdict === 'taken').map(([node]) => node);
    return [...refused.map((node) => refusedDefect(subject, node)), ...harmlessDefects(subject, harmless)];
  },
};

/** Tells whether `nullable` may be without effect. */
function isSuspect({ dialect }: Subject, { schema }: SchemaNode): boolean {
  if (schema.nullable !== true || dialect !== '3.0') return schema.nullable === true;
  if (typeof schema.$ref === 'string') return false;
  return schema.type === undefined || compositions.some((key) => schema[key] !== undefined);
}

const compositions = ['allOf', 'oneOf', 'anyOf', 'not', 'const'] as const;

/** Judges null by a schema; undefined where another rule has to say something of it, or nobody can. */
function verdictOnNull({ local, dialect }: Subject, { path, schema }: SchemaNode): 'taken' | 'refused' | undefined {
  const read = local(path);
  const validate = read && validatorOf(read, read.schema);
  if (!read || !validate) return undefined;
  // Beside a type it has done its work.
  if (validate(null).length === 0) return dialect === '3.0' && schema.type !== undefined ? undefined : 'taken';
  if (dialect === '3.0' && schema.type !== undefined && schema.enum?.includes(null) === false) return undefined;
  // Two alternatives that both take null are for the rule about overlapping ones.
  const fitting = (read.schema.oneOf ?? []).filter((branch) => validatorOf(read, branch)?.(null).length === 0);
  return fitting.length > 1 ? undefined : 'refused';
}

function refusedDefect({ dialect }: Subject, { path, schema }: SchemaNode): Defect {
  return {
    pointer: [...path, 'nullable'],
    message: `nullable has no effect here: ${reasonFor(dialect, schema)}`,
    consequence: 'null, which is meant to be legal, is refused.',
    fix: takeNullActions(path, schema, dialect),
    values: () => [null],
    shows: 'refused',
    oneWay: true,
    // Of a keyword that the version does not have, nobody can be sure what it was meant to say.
    ...(dialect === '3.0' ? {} : { level: 'warning' as const }),
  };
}

function reasonFor(dialect: Subject['dialect'], schema: Schema): string {
  if (dialect !== '3.0') return 'this version of OpenAPI has no such keyword, null is a type there';
  const refusing = compositions.filter((key) => schema[key] !== undefined).join(' and ');
  if (schema.type === undefined)
    return `no type stands beside it${refusing === '' ? '' : `, and ${refusing} refuses null`}`;
  return `${refusing} refuses null`;
}

/** Says once where `nullable` changes nothing, since null is taken without it. */
function harmlessDefects({ dialect }: Subject, [first, ...others]: readonly SchemaNode[]): Defect[] {
  if (!first) return [];
  const more = others.length === 0 ? '' : `, and at ${others.length} more`;
  const reason = dialect === '3.0' ? 'no type stands beside it' : 'this version of OpenAPI has no such keyword';
  return [
    {
      pointer: [...first.path, 'nullable'],
      message: `nullable has no effect here${more}: ${reason}, and null is taken without it`,
      consequence: 'Readers that take it for more than it says may differ about null.',
      fix: [],
      level: 'note',
    },
  ];
}
