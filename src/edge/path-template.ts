/** Gives the parameters of a path that fits a template, by name and decoded; undefined for a path that does not fit. */
export type PathMatcher = (path: string) => Record<string, string> | undefined;

/** Reads a path such as `/orders/{id}`: a parameter holds no slash, and slashes at the end do not matter. */
export function pathMatcher(template: string): PathMatcher {
  const names: string[] = [];
  const pattern = template.replace(/\/+$/, '').replace(/\{([^}]+)\}|[.*+?^${}()|[\]\\]/g, (found, name) => {
    if (name === undefined) return `\\${found}`;
    names.push(name);
    return '([^/]+)';
  });
  const matching = new RegExp(`^${pattern}/*$`);
  return (path) => {
    const values = matching.exec(path)?.slice(1);
    return values && Object.fromEntries(values.map((value, index) => [names[index], decodedSegment(value)]));
  };
}

/** Decodes a part of a path; one whose percent signs cannot be decoded stays as it is. */
export function decodedSegment(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
