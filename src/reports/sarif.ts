/** One result of a run, as SARIF tells it. */
export interface SarifResult {
  rule: string;
  level: 'error' | 'warning' | 'note' | 'none';
  text: string;
  /** File or URL. */
  uri: string;
  line: number;
  /** Where it is in the document, as a JSON pointer. */
  place: string;
  properties?: Record<string, unknown>;
  /** Why it is borne. */
  suppressed?: string;
}

/** SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export function renderSarifLog(version: string, results: readonly SarifResult[]): string {
  const ids = [...new Set(results.map(({ rule }) => rule))];
  const run = {
    tool: {
      driver: {
        name: 'hookproof',
        version,
        rules: ids.map((id) => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
      },
    },
    results: results.map((each) => resultOf(each, ids.indexOf(each.rule))),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function resultOf({ rule, level, text, uri, line, place, properties, suppressed }: SarifResult, ruleIndex: number) {
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(uri.toWellFormed()) }, region: { startLine: line } },
        logicalLocations: [{ fullyQualifiedName: place }],
      },
    ],
    ...(suppressed === undefined ? {} : { suppressions: [{ kind: 'external', justification: suppressed }] }),
    ...(properties ? { properties } : {}),
  };
}
