import type { Json } from '../../schema/json.ts';
import { nameToken, type Trail, type TrailStep } from '../schemas/difference.ts';
import {
  facts,
  itemMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
} from '../schemas/model/resolved-schema.ts';
import { propertyAt, type Sampling, sampleListWith, sampleResolved, sampleResolvedObject } from './samples.ts';

/** Resolves what a token leads to, as far as something is said of it; undefined where nothing is. */
export function below(resolved: ResolvedSchema, token: string): ResolvedSchema | undefined {
  const { context, names } = resolved;
  const members = names.has(token)
    ? propertyMembers(resolved, token)
    : /^(\*|\d+)$/.test(token)
      ? itemMembers(resolved, token === '*' ? undefined : Number(token))
      : [];
  return members.length === 0 ? undefined : resolveMembers(context, members);
}

/** Makes what lies around a value on the way to it: an event, where the way begins with a whole body. */
export function within(trail: Trail, surroundings: readonly ResolvedSchema[], value: Json, sampling: Sampling): Json {
  return surroundings.reduceRight(
    (inner: Json, resolved, index) => holding(resolved, trail[index]?.token ?? '', inner, sampling),
    value,
  );
}

function holding(resolved: ResolvedSchema, token: TrailStep['token'] & string, inner: Json, sampling: Sampling): Json {
  if (token === nameToken) {
    const name = String(inner);
    const property = sampleResolved(propertyAt(resolved, name), { ...sampling, extent: 'minimal' });
    return sampleResolvedObject(resolved, sampling, { [name]: property });
  }
  const types = resolved.types?.value;
  const hasItems = resolved.names.size === 0 && facts(resolved, 'items').length > 0;
  if (!types?.includes('array') && !(token === '*' && !types?.includes('object') && hasItems))
    return sampleResolvedObject(resolved, sampling, { [token === '*' ? otherName(resolved) : token]: inner });
  return sampleListWith(resolved, token, inner, sampling);
}

/** Names a property that nobody declares: one that must be there, if any. */
function otherName({ names, required }: ResolvedSchema): string {
  return [...required.keys()].find((name) => !names.has(name)) ?? 'hookproofOther';
}
