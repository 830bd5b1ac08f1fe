import type { Header } from '../../exchange.ts';

/** Reads the names and values in the query of a request target, decoded. */
export function queryOf(target: string): Header[] {
  return splitTarget(target).query.map(([name, value]): Header => [decodeFormText(name), decodeFormText(value)]);
}

/** Rewrites a request target piece by piece; pieces that come back as they were keep their spelling. */
export function rewriteTarget(
  target: string,
  change: { segment(text: string): string; name(text: string): string; value(text: string, name: string): string },
): string {
  const { path, query } = splitTarget(target);
  const changed = path.split('/').map((segment) => respellText(segment, change.segment));
  const pairs = query.map(([name, value, equals]) => {
    const newValue = respellText(value, (text) => change.value(text, decodeFormText(name)));
    return respellText(name, change.name) + equals + newValue;
  });
  return changed.join('/') + (target.includes('?') ? `?${pairs.join('&')}` : '');
}

function splitTarget(target: string): { path: string; query: [name: string, value: string, equals: string][] } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: [] };
  const pairs = target.slice(mark + 1).split('&');
  return {
    path: target.slice(0, mark),
    query: pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, '', ''] : [pair.slice(0, at), pair.slice(at + 1), '='];
    }),
  };
}

function respellText(raw: string, change: (text: string) => string): string {
  const text = decodeFormText(raw);
  const result = change(text);
  return result === text ? raw : encodeURIComponent(result);
}

/** Decodes as forms are encoded (a plus is a space); what cannot be decoded stays as it is. */
function decodeFormText(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw;
  }
}
