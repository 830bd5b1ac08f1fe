/** Whether a name could have been chosen by a programmer: words in small letters or capitals within, few digits. */
export function isProgrammersName(name: string): boolean {
  return name === '' || (name.length <= 40 && /^[$_]{0,2}[a-z][A-Za-z0-9_-]*$/.test(name) && !/\d{4}/.test(name));
}
