import { isObject, mapValues, sameJson } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';

/** Holds what placeholders stand for. */
export type Values = Record<string, string>;

/** Fills the placeholders of a template. What has a placeholder without a value is left out: undefined, or a key less. */
export function filled<T>(template: T, values: Values): T | undefined {
  if (typeof template === 'string') return filledText(template, values) as T | undefined;
  if (!isObject(template)) return template;
  const entries = Object.entries(mapValues(template, (each) => filled(each, values)));
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

function filledText(template: string, values: Values): string | number | undefined {
  if (template === '{now}') return Number(values.now);
  const names = [...template.matchAll(placeholder)].map(([, name = '']) => name);
  if (names.some((name) => values[name] === undefined)) return undefined;
  return template.replace(placeholder, (_, name: string) => values[name] ?? '');
}

const placeholder = /\{(\w+)\}/g;

/**
 * Holds data against a template, of which it may have more keys. A placeholder whose value is known must be that; one that is
 * not gets the value that stands there.
 */
export function fits(template: unknown, given: unknown, values: Values): boolean {
  if (typeof template === 'string') return fitsText(template, given, values);
  if (!isObject(template)) return sameJson(template, given);
  return isObject(given) && Object.entries(template).every(([key, each]) => fits(each, valueAt(given, [key]), values));
}

function fitsText(template: string, given: unknown, values: Values): boolean {
  if (template === '{any}' || template === '{now}') return true;
  if (typeof given !== 'string') return false;
  const seen = new Set<string>();
  const patternOf = (name: string): string => {
    if (name === 'integer') return '[1-9]\\d*';
    if (values[name] !== undefined) return escaped(values[name]);
    const again = seen.has(name);
    seen.add(name);
    return again ? `\\k<${name}>` : `(?<${name}>.+)`;
  };
  const parts = template.split(placeholder).map((part, at) => (at % 2 ? patternOf(part) : escaped(part)));
  const found = new RegExp(`^${parts.join('')}$`, 's').exec(given);
  Object.assign(values, found?.groups);
  return found !== null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
