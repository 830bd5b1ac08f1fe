import { jsonText } from '../../schema/json.ts';

/** Holds one result of a run, as SARIF tells it. */
export interface SarifResult {
  rule: string;
  level: 'error' | 'warning' | 'note' | 'none';
  text: string;
  /** File or URL. */
  uri: string;
  line: number;
  /** Points to where it is in the document. */
  pointer: string;
  /** Lists the other places of the same file where the same is. */
  also?: { line: number; pointer: string }[];
  properties?: Record<string, unknown>;
  /** Says why it is suppressed. */
  suppressed?: string;
}

/** Writes SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
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
    results: results.map((each) => sarifResult(each, ids.indexOf(each.rule))),
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

function sarifResult(
  { rule, level, text, uri, line, pointer, also = [], properties, suppressed }: SarifResult,
  ruleIndex: number,
) {
  const locationAt = (place: { line: number; pointer: string }) => ({
    physicalLocation: { artifactLocation: { uri: encodeURI(uri.toWellFormed()) }, region: { startLine: place.line } },
    logicalLocations: [{ fullyQualifiedName: place.pointer }],
  });
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text },
    // A result of several locations is one that is corrected at each of them (SARIF 2.1.0, 3.27.12).
    locations: [{ line, pointer }, ...also].map(locationAt),
    ...(suppressed === undefined ? {} : { suppressions: [{ kind: 'external', justification: suppressed }] }),
    ...(properties ? { properties } : {}),
  };
}
