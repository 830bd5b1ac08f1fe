/** A path into a document as JSONPath, RFC 9535: `$.paths['/hook'].post`. */
export function toJsonPath(path: readonly string[]): string {
  return `$${path.map(step).join('')}`;
}

function step(token: string): string {
  if (/^\d+$/.test(token)) return `[${token}]`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) return `.${token}`;
  const quoted = token.replace(/[\\']/g, '\\$&').replace(/[\u0000-\u001f]/g, escaped);
  return `['${quoted}']`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
