import type { Header } from '../exchange.ts';
import type { Credentials } from './credentials.ts';
import type { Treatment } from './treatment.ts';

/** Reads the names and values in the query of a request target, decoded. */
export function queryOf(target: string): Header[] {
  return splitTarget(target).query.map(([name, value]): Header => [decodeFormText(name), decodeFormText(value)]);
}

/** Redacts a request target piece by piece; pieces that come back as they were keep their spelling. */
export function redactTarget(target: string, treatment: Treatment, { placeholder }: Credentials): string {
  const { path, query } = splitTarget(target);
  const segments = path.split('/').map((segment) => respellText(segment, treatment.segment));
  const pairs = query.map(([name, value, equals]) => {
    const shown = placeholder('query', decodeFormText(name));
    const keptName = shown ? name : respellText(name, treatment.name);
    return keptName + equals + respellText(value, (text) => shown ?? treatment.value(text));
  });
  return segments.join('/') + (target.includes('?') ? `?${pairs.join('&')}` : '');
}

function splitTarget(target: string): { path: string; query: [name: string, value: string, equals: string][] } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: [] };
  const pairs = target.slice(mark + 1).split('&');
  const query = pairs.map((pair): [string, string, string] => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, '', ''] : [pair.slice(0, at), pair.slice(at + 1), '='];
  });
  return { path: target.slice(0, mark), query };
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
