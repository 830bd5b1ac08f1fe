/** A part of a path without its percent signs; one that cannot be decoded stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What the parameters of a templated path are in a real one: `/orders/{id}` and `/orders/7` give `{ id: '7' }`. */
export function pathValues(template: string, path: string): Record<string, string> {
  const parts = path.split('/');
  const named = template.split('/').flatMap((part, index) => {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
    return name === undefined ? [] : [[name, decoded(parts[index] ?? '')]];
  });
  return Object.fromEntries(named);
}
