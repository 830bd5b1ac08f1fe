import { conceal } from '../../conceal.ts';
import { userError } from '../../errors.ts';
import { isUrl, parseUrl } from '../../openapi/read/fetch.ts';

/** Matches names of what opens a door, in the query of an address: `access_token`, `apiKey`, `sig`, `X-Amz-Credential`. */
const secretName = /key|token|secret|passw|pwd|jwt|credential|signature|^auth|^(?:sig|sign|code|pass|pat)$/i;

/**
 * Throws a usage error for an address that holds a name or a password, or whose query holds what looks like a secret: files that
 * are written for a project are committed. `flag` is the option that gave it. What is no URL is let through.
 */
export function refuseSecretIn(flag: string, address: string): void {
  if (!isUrl(address)) return;
  const { origin, pathname, username, password, searchParams } = parseUrl(address);
  const shown = `${flag} ${origin}${conceal(pathname)}`;
  if (username || password)
    throw userError(
      'usage',
      `${shown}: holds a user name or a password, which are never sent; name the address without them`,
    );
  const [found] = [...searchParams].find(([name, value]) => secretName.test(name) || conceal(value) !== value) ?? [];
  if (found === undefined) return;
  const why = `its query holds "${found}", which looks like a secret, and what init writes is committed`;
  throw userError('usage', `${shown}: ${why}; name an address or a file without it`);
}
