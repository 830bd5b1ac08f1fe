import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Effect } from '../schemas/difference.ts';
import { checkedField, type DocumentContext, follow } from '../schemas/model/context.ts';
import type { HeadDifference } from './difference.ts';
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
): HeadDifference[] {
  const [before, after] = [requirementsOf(contexts.old, old), requirementsOf(contexts.new, now)];
  const isOpen = ({ all }: SecurityAlternatives): boolean => all.length === 0 || all.some(({ size }) => size === 0);
  if (isOpen(before) && isOpen(after)) return [];
  if (isOpen(after)) {
    const what = 'deliveries need no longer prove themselves';
    const common = { before: before.all.map(schemeNames), after: null, pointer: before.pointer, way: 'event' } as const;
    return [{ rule: 'security-removed', effect: 'widens', ...common, what }];
  }
  if (isOpen(before)) {
    const what = 'deliveries prove themselves now';
    const common = { before: null, after: after.all.map(schemeNames), pointer: after.pointer, way: 'event' } as const;
    return [{ rule: 'security-added', effect: 'narrows', ...common, what }];
  }
  return compareRequirements(before, after);
}

function compareRequirements(before: SecurityAlternatives, after: SecurityAlternatives): HeadDifference[] {
  const state = (rule: string, effect: Effect, sides: AlternativePair, what: string): HeadDifference => {
    const names = { before: schemeNames(sides.old) ?? null, after: schemeNames(sides.new) ?? null };
    return { rule, effect, ...names, pointer: (sides.new ? after : before).pointer, what, way: 'event' };
  };
  const gone = before.all.filter((each) => !after.all.some((other) => contains(other, each)));
  const foreign = after.all.filter((each) => !before.all.some((other) => contains(each, other)));
  const changes = foreign.map((each) => {
    const whole = before.all.find((other) => contains(other, each));
    if (whole) {
      const what = `${lost(whole, each)} no longer comes with a delivery`;
      return state('security-scheme-dropped', 'widens', { old: whole, new: each }, what);
    }
    const replaced = gone.find((other) => other.size === each.size) ?? gone[0];
    if (replaced && after.all.length <= before.all.length) {
      const what = `deliveries prove themselves by ${lost(each, replaced)} and no longer by ${lost(replaced, each)}`;
      return state('security-changed', 'both', { old: replaced, new: each }, what);
    }
    const what = `deliveries may prove themselves by ${schemeNames(each).join(' and ')} instead`;
    return state('security-alternative-added', 'widens', { new: each }, what);
  });
  const tightened = after.all.filter(
    (each) => !foreign.includes(each) && !before.all.some((other) => other.size === each.size && contains(each, other)),
  );
  const dropped = gone.filter((each) => !changes.some((change) => sameJson(change.before, schemeNames(each))));
  return [
    ...changes,
    ...tightened.map((each) => {
      const base = before.all.find((other) => contains(each, other)) as SecurityAlternative;
      const what = `${lost(each, base)} comes with a delivery as well`;
      return state('security-scheme-added', 'narrows', { old: base, new: each }, what);
    }),
    ...dropped.map((each) => {
      const what = `deliveries no longer prove themselves by ${schemeNames(each).join(' and ')}`;
      return state('security-alternative-removed', 'narrows', { old: each }, what);
    }),
  ];
}

interface AlternativePair {
  old?: SecurityAlternative;
  new?: SecurityAlternative;
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

function contains(whole: SecurityAlternative, part: SecurityAlternative): boolean {
  return [...part].every((each) => whole.has(each));
}

function schemeNames(requirement: SecurityAlternative): string[];
function schemeNames(requirement: SecurityAlternative | undefined): string[] | undefined;
function schemeNames(requirement: SecurityAlternative | undefined): string[] | undefined {
  return requirement && [...requirement].toSorted();
}

function lost(whole: SecurityAlternative, part: SecurityAlternative): string {
  return schemeNames(whole)
    .filter((each) => !part.has(each))
    .join(' and ');
}
