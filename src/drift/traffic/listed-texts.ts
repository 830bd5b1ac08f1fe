import { nodesIn } from '../../openapi/keywords.ts';
import { isObject } from '../../schema/json.ts';

/** Collects the texts that the schemas of documents list as values, wherever: what a document says is nobody's secret. */
export function listedTexts(documents: readonly unknown[]): Set<string> {
  const listed = new Set<string>();
  for (const document of documents)
    for (const { kind, value } of nodesIn(document)) {
      if (kind !== 'Schema' || !isObject(value)) continue;
      const values = Array.isArray(value.enum) ? value.enum : [];
      for (const each of [...values, value.const]) if (typeof each === 'string') listed.add(each);
    }
  return listed;
}
