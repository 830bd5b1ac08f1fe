import type { DoctorRule } from '../rule.ts';

/** Matches words that tell environments apart and may differ. */
const environments =
  /^(api|www|prod|production|live|stage|staging|stg|dev|development|test|testing|qa|uat|sandbox|preview|local|v?\d+)$/;

/** Finds two servers that look like the same host in two environments, and are spelt differently. */
export const serverHostsDiffer: DoctorRule = {
  id: 'server-hosts-differ',
  level: 'note',
  neverRepairs: true,
  find({ document }) {
    const hosts = (document.servers ?? []).map(({ url }) => URL.parse(String(url))?.hostname ?? '');
    const pairs = hosts.flatMap((host, i) =>
      hosts.slice(i + 1).map((other, j) => [host, other, i, i + 1 + j] as const),
    );
    return pairs.flatMap(([one, other, first, second]) => {
      const words = differingWords(one, other);
      if (!words) return [];
      return [
        {
          pointer: ['servers', String(second), 'url'],
          message: `"${words[1]}" here, "${words[0]}" in /servers/${first}/url`,
          consequence: 'An allow-list or a key that is made for one spelling does not fit the other.',
          fix: [],
          proof: {
            raw: `deliveries and calls go to ${one} and ${other}`,
            intended: 'one spelling for all environments',
          },
        },
      ];
    });
  },
};

/** Finds the two words in which hosts differ, when these are one letter apart. */
function differingWords(one: string, other: string): [string, string] | undefined {
  const [a, b] = [tellingLabels(one), tellingLabels(other)];
  if (a.length !== b.length || a.length < 2) return undefined;
  const differing = a.map((label, i): [string, string] => [label, b[i] as string]).filter(([x, y]) => x !== y);
  const [pair] = differing;
  return pair && differing.length === 1 && Math.min(pair[0].length, pair[1].length) > 3 && oneLetterApart(...pair)
    ? pair
    : undefined;
}

/** Lists the labels of a host without what names the environment: `stage-api.acme.example` has those of `api.acme.example`. */
function tellingLabels(host: string): string[] {
  const telling = (label: string): string =>
    label
      .split('-')
      .filter((word) => !environments.test(word))
      .join('-');
  return host.split('.').map(telling).filter(Boolean);
}

function oneLetterApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  return short.length === long.length ? short.slice(i + 1) === long.slice(i + 1) : short.slice(i) === long.slice(i + 1);
}
