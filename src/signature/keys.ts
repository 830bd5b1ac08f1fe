/** Holds the two secrets of an organisation. */
export interface Keys {
  public: string;
  private: string;
}

/** Serves for development, obviously fake; used when no keys are given, and then printed. */
export const developmentKeys: Keys = {
  public: `pk_${'0'.repeat(24)}deadbeef`,
  private: `sk_${'0'.repeat(56)}deadbeef`,
};

/** Names the environment variables of the two keys. */
export const keyVariables = { public: 'HOOKPROOF_PUBLIC_KEY', private: 'HOOKPROOF_PRIVATE_KEY' } as const;

/** Takes the keys that are given, else those of the environment, else the development keys; an empty one counts as none. */
export function keysFrom(given: Partial<Record<keyof Keys, string | undefined>> = {}, env = process.env): Keys {
  return {
    public: given.public || env[keyVariables.public] || developmentKeys.public,
    private: given.private || env[keyVariables.private] || developmentKeys.private,
  };
}
