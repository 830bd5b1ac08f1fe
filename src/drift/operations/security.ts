import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { follow, type World } from '../schemas/model/context.ts';
import { checkedPart } from '../schemas/model/keyword-types.ts';
import type { OperationNode } from './find.ts';
import type { HeadDifference } from './told.ts';

/** One alternative: what must come together, each as where and how it is sent. */
type Requirement = ReadonlySet<string>;

/** What proves a delivery. A check that fails closed refuses what it does not know; one that fails open lets strangers in. */
export function compareSecurity(
  worlds: { old: World; new: World },
  old: OperationNode,
  now: OperationNode,
): HeadDifference[] {
  const before = requirementsOf(worlds.old, old);
  const after = requirementsOf(worlds.new, now);
  const gone = before.all.filter((each) => !after.all.some((other) => contains(other, each)));
  const open = (all: readonly Requirement[]): boolean => all.length === 0 || all.some(({ size }) => size === 0);
  const tell = (
    rule: string,
    effect: HeadDifference['effect'],
    a: unknown,
    b: unknown,
    what: string,
  ): HeadDifference => ({
    rule,
    effect,
    before: a,
    after: b,
    at: b === null ? before.at : after.at,
    what,
    way: 'event',
  });
  if (open(before.all) && open(after.all)) return [];
  if (open(after.all))
    return [tell('security-removed', 'widens', shown(before.all), null, 'deliveries need no longer prove themselves')];
  if (open(before.all))
    return [tell('security-added', 'narrows', null, shown(after.all), 'deliveries prove themselves now')];
  const foreign = after.all.filter((each) => !before.all.some((other) => contains(each, other)));
  const changes = foreign.map((each) => {
    const whole = before.all.find((other) => contains(other, each));
    if (whole)
      return tell(
        'security-scheme-dropped',
        'widens',
        names(whole),
        names(each),
        `${lost(whole, each)} no longer comes with a delivery`,
      );
    const renamed = gone.find((other) => other.size === each.size) ?? gone[0];
    if (renamed && after.all.length <= before.all.length)
      return tell(
        'security-changed',
        'both',
        names(renamed),
        names(each),
        `deliveries prove themselves by ${lost(each, renamed)} and no longer by ${lost(renamed, each)}`,
      );
    return tell(
      'security-alternative-added',
      'widens',
      null,
      names(each),
      `deliveries may prove themselves by ${names(each).join(' and ')} instead`,
    );
  });
  const tightened = after.all.filter(
    (each) => !foreign.includes(each) && before.all.every((other) => !sameSet(each, other)),
  );
  const dropped = gone.filter(
    (each) => !changes.some((change) => Array.isArray(change.before) && sameList(change.before, names(each))),
  );
  return [
    ...changes,
    ...tightened.map((each) => {
      const base = before.all.find((other) => contains(each, other)) as Requirement;
      return tell(
        'security-scheme-added',
        'narrows',
        names(base),
        names(each),
        `${lost(each, base)} comes with a delivery as well`,
      );
    }),
    ...dropped.map((each) =>
      tell(
        'security-alternative-removed',
        'narrows',
        names(each),
        null,
        `deliveries no longer prove themselves by ${names(each).join(' and ')}`,
      ),
    ),
  ];
}

function requirementsOf(world: World, { node, at }: OperationNode): { all: Requirement[]; at: string } {
  const own = node.security !== undefined;
  const list = own ? node.security : (world.document.security ?? []);
  const place = own ? `${at}/security` : '/security';
  const all = checkedPart(world, list, 'list', place)
    .filter(isObject)
    .map((each) => new Set(Object.entries(each).flatMap(([name, scopes]) => provedBy(schemeOf(world, name), scopes))));
  return { all, at: place };
}

/** A scheme, and each scope of it: whoever asks for fewer lets more in. */
function provedBy(scheme: string, scopes: unknown): string[] {
  const named = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
  return [scheme, ...named.map((scope) => `${scheme} with the scope ${scope}`)];
}

/** What a scheme means on the wire; its name in the document does not matter. */
function schemeOf(world: World, name: string): string {
  const pointer = toPointer(['components', 'securitySchemes', name]);
  const raw = world.document.components?.securitySchemes?.[name];
  const { node } = raw === undefined ? { node: undefined } : follow(world, raw, pointer);
  if (!isObject(node)) return `undeclared ${name}`;
  const { type } = node;
  if (type === 'apiKey') {
    const spelt = node.in === 'header' ? String(node.name).toLowerCase() : String(node.name);
    return `${node.in} ${spelt}`;
  }
  if (type === 'http') return `http ${String(node.scheme).toLowerCase()}`;
  return `${String(type)}${typeof node.openIdConnectUrl === 'string' ? ` ${node.openIdConnectUrl}` : ''}`;
}

function contains(whole: Requirement, part: Requirement): boolean {
  return [...part].every((each) => whole.has(each));
}

function sameSet(a: Requirement, b: Requirement): boolean {
  return a.size === b.size && contains(a, b);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function names(requirement: Requirement): string[] {
  return [...requirement].toSorted();
}

function lost(whole: Requirement, part: Requirement): string {
  return names(whole)
    .filter((each) => !part.has(each))
    .join(' and ');
}

function shown(all: readonly Requirement[]): string[][] {
  return all.map(names);
}
