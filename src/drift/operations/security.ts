import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type StatedDifference, stated } from '../schemas/difference.ts';
import { checkedField, type DocumentContext, follow } from '../schemas/model/context.ts';
import type { DescribedOperation } from './find.ts';

/** Holds one alternative: what must come together, each as where and how it is sent. */
type SecurityAlternative = ReadonlySet<string>;

interface SecurityAlternatives {
  all: SecurityAlternative[];
  pointer: string;
}

/**
 * Compares what proves a delivery. A check that fails closed refuses what it does not know; one that fails open lets
 * strangers in.
 */
export function compareSecurity(
  contexts: { old: DocumentContext; new: DocumentContext },
  old: DescribedOperation,
  now: DescribedOperation,
): StatedDifference[] {
  const [before, after] = [requirementsOf(contexts.old, old), requirementsOf(contexts.new, now)];
  const isOpen = ({ all }: SecurityAlternatives): boolean => all.length === 0 || all.some(({ size }) => size === 0);
  const written = ({ all, pointer }: SecurityAlternatives) => ({ value: all.map(schemeNames), pointer });
  if (isOpen(before) && isOpen(after)) return [];
  if (isOpen(after)) {
    const what = 'deliveries need no longer prove themselves';
    return [stated({ rule: 'security-removed', effect: 'widens', what }, written(before), undefined)];
  }
  if (isOpen(before)) {
    const what = 'deliveries prove themselves now';
    return [stated({ rule: 'security-added', effect: 'narrows', what }, undefined, written(after))];
  }
  return compareRequirements(before, after);
}

function compareRequirements(before: SecurityAlternatives, after: SecurityAlternatives): StatedDifference[] {
  const inOld = (each: SecurityAlternative) => ({ value: schemeNames(each), pointer: before.pointer });
  const inNew = (each: SecurityAlternative) => ({ value: schemeNames(each), pointer: after.pointer });
  const gone = before.all.filter((each) => !after.all.some((other) => other.isSupersetOf(each)));
  const foreign = after.all.filter((each) => !before.all.some((other) => each.isSupersetOf(other)));
  const changes = foreign.map((each): StatedDifference => {
    const whole = before.all.find((other) => other.isSupersetOf(each));
    if (whole) {
      const what = `${lost(whole, each)} no longer comes with a delivery`;
      return stated({ rule: 'security-scheme-dropped', effect: 'widens', what }, inOld(whole), inNew(each));
    }
    const replaced = gone.find((other) => other.size === each.size) ?? gone[0];
    if (replaced && after.all.length <= before.all.length) {
      const what = `deliveries prove themselves by ${lost(each, replaced)} and no longer by ${lost(replaced, each)}`;
      return stated({ rule: 'security-changed', effect: 'both', what }, inOld(replaced), inNew(each));
    }
    const what = `deliveries may prove themselves by ${schemeNames(each).join(' and ')} instead`;
    return stated({ rule: 'security-alternative-added', effect: 'widens', what }, undefined, inNew(each));
  });
  const tightened = after.all.flatMap((each) => {
    const bases = before.all.filter((other) => each.isSupersetOf(other));
    return bases[0] && bases.every(({ size }) => size !== each.size) ? [{ each, base: bases[0] }] : [];
  });
  const dropped = gone.filter((each) => !changes.some((change) => sameJson(change.before, schemeNames(each))));
  return [
    ...changes,
    ...tightened.map(({ each, base }) => {
      const what = `${lost(each, base)} comes with a delivery as well`;
      return stated({ rule: 'security-scheme-added', effect: 'narrows', what }, inOld(base), inNew(each));
    }),
    ...dropped.map((each) => {
      const what = `deliveries no longer prove themselves by ${schemeNames(each).join(' and ')}`;
      // Who proves more than is asked for proves that, too.
      const effect = after.all.some((other) => each.isSupersetOf(other)) ? 'none' : 'narrows';
      return stated({ rule: 'security-alternative-removed', effect, what }, inOld(each), undefined);
    }),
  ];
}

function requirementsOf(context: DocumentContext, { node, pointer }: DescribedOperation): SecurityAlternatives {
  const own = node.security !== undefined;
  const list = own ? node.security : (context.document.security ?? []);
  const place = own ? `${pointer}/security` : '/security';
  const all = checkedField(context, list, 'list', place)
    .filter(isObject)
    .map(
      (each) => new Set(Object.entries(each).flatMap(([name, scopes]) => provedBy(schemeOf(context, name), scopes))),
    );
  return { all, pointer: place };
}

/** Lists a scheme, and each scope of it: whoever asks for fewer lets more in. */
function provedBy(scheme: string, scopes: unknown): string[] {
  const named = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
  return [scheme, ...named.map((scope) => `${scheme} with the scope ${scope}`)];
}

/** Describes what a scheme means on the wire; its name in the document does not matter. */
function schemeOf(context: DocumentContext, name: string): string {
  const pointer = toPointer(['components', 'securitySchemes', name]);
  const raw = context.document.components?.securitySchemes?.[name];
  const { node } = raw === undefined ? { node: undefined } : follow(context, raw, pointer);
  if (!isObject(node)) return `undeclared ${name}`;
  const { type } = node;
  if (type === 'apiKey')
    return `${node.in} ${node.in === 'header' ? String(node.name).toLowerCase() : String(node.name)}`;
  if (type === 'http') return `http ${String(node.scheme).toLowerCase()}`;
  return `${String(type)}${typeof node.openIdConnectUrl === 'string' ? ` ${node.openIdConnectUrl}` : ''}`;
}

function schemeNames(requirement: SecurityAlternative): string[] {
  return [...requirement].toSorted();
}

function lost(whole: SecurityAlternative, part: SecurityAlternative): string {
  return schemeNames(whole.difference(part)).join(' and ');
}
