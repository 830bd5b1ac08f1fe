/** Lists the drafts of JSON Schema that a contract can be printed in, by the URI of each. */
export const drafts = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '7': 'http://json-schema.org/draft-07/schema#',
  '4': 'http://json-schema.org/draft-04/schema#',
} as const;
export type Draft = keyof typeof drafts;
