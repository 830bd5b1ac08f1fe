/** Reads the version of this package. */
export function packageVersion(): string {
  // To import the module makes Node prepare all that it exports, which takes longer than all the rest of printing a version.
  const { readFileSync } = process.getBuiltinModule('node:fs');
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
