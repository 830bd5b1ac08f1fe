/** Reads a path such as `/orders/{id}`, to give the decoded parameters of one that fits; slashes at the end do not matter. */
export function pathMatcher(template: string): (path: string) => Record<string, string> | undefined {
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
