import type { CarriedCredential } from '../report.ts';

type ProvenBy = CarriedCredential['proves'][number];

const usualWords: Record<string, string> = {
  private: 'the private key of each delivery',
  public: 'the public key of each delivery',
  signature: 'the signature of each delivery',
  all: 'each credential that the contract asks for',
};

/**
 * Fills the places of a hint, `{private}`, `{public}`, `{signature}` and `{all}`: where deliveries carry it and what it is equal
 * to; in general words where a report does not say it.
 */
export function withCredentials(hint: string, credentials: readonly CarriedCredential[] = []): string {
  return hint.replace(/\{(private|public|signature|all)\}/g, (_, name: ProvenBy | 'all') => {
    const meant = credentials.filter(({ proves }) => name === 'all' || proves.includes(name));
    return meant.length > 0 ? credentialWords(meant) : (usualWords[name] ?? '');
  });
}

/** Says where deliveries carry credentials, and what each is equal to. */
export function credentialWords(credentials: readonly CarriedCredential[]): string {
  const words = credentials.map(({ in: place, name, carries }) => {
    const what = place === 'query' ? 'query parameter' : place;
    return `${what} \`${name}\` with ${carries}`;
  });
  const them = /HOOKPROOF_.*HOOKPROOF_/.test(words.join(' ')) ? 'them' : 'it';
  return `${words.join(', and ')} (--exec passes ${them} to your receiver)`;
}
