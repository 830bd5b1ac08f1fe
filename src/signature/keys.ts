/** The two secrets of an organisation. */
export interface Keys {
  public: string;
  private: string;
}

/** Keys for development, obviously fake; used when none are given, and then printed. */
export const developmentKeys: Keys = {
  public: `pk_${'0'.repeat(24)}deadbeef`,
  private: `sk_${'0'.repeat(56)}deadbeef`,
};
