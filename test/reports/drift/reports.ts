import { type Change, type ChangeLevel, type DriftReport, driftReport } from '../../../src/change.ts';

export function changeOf(level: ChangeLevel, more: Partial<Change> = {}): Change {
  return {
    rule: 'enum-value-added',
    level,
    source: 'spec',
    pointer: '/components/schemas/Kind/enum',
    before: null,
    after: 'shipped',
    why: '"shipped" may arrive, which was never listed',
    affects: ['shipped'],
    cases: ['schema.good.enum.kind.paid'],
    witness:
      level === 'breaking' ? { event: { kind: 'shipped' }, kind: 'refused', says: '/kind must be one of paid' } : null,
    proof: level === 'breaking' ? { status: 'found', tried: '1 event' } : null,
    ...more,
  };
}

/** One change of each level, and one of everything that stands beside them. */
export function reportOf(changes: Change[] = everyLevel(), more: Partial<DriftReport> = {}): DriftReport {
  return driftReport({
    side: 'receiver',
    failOn: 'breaking',
    changes,
    compared: {
      contract: 'openapi.yaml',
      spec: 'published.yaml',
      traffic: { recordings: ['a.ndjson'], events: 9, illegal: 2 },
    },
    ...more,
  });
}

export function everyLevel(): Change[] {
  const seen = {
    count: 2,
    first: { file: 'a.ndjson', line: 3 },
    last: { file: 'a.ndjson', line: 7 },
    statuses: { 400: 2 },
  };
  return [
    changeOf('docs', { rule: 'description-changed', before: 'old', after: 'new' }),
    changeOf('safe', { rule: 'property-added', pointer: '/note', after: null, source: 'traffic', seen }),
    changeOf('risky', { rule: 'pattern-changed', before: '^a', after: '^b' }),
    changeOf('breaking', { seen, source: 'traffic', pointer: '/kind' }),
    changeOf('breaking', { after: 'lost', known: { reason: 'nobody sends it', expires: '2030-01-31' } }),
  ];
}

/** A report whose every text that comes from outside is hostile. */
export function hostileReport(text: string): DriftReport {
  const place = { file: `f ${text}`, line: 1, at: `t ${text}` };
  const hostile = (level: ChangeLevel): Change =>
    changeOf(level, {
      rule: `rule ${text}`,
      pointer: `/p ${text}`,
      before: `b ${text}`,
      after: { [text]: text },
      why: `why ${text}`,
      affects: [`affects ${text}`],
      cases: [`case ${text}`],
      witness: { event: { [text]: text }, kind: 'refused', says: `says ${text}` },
      proof: { status: 'none-found', tried: `tried ${text}` },
      known: { reason: `reason ${text}`, expires: `expires ${text}` },
      seen: { count: 2, first: place, last: place, statuses: { 400: 1 } },
    });
  const { known: _, ...gating } = hostile('breaking');
  return reportOf([gating, ...(['breaking', 'risky', 'safe', 'docs'] as const).map(hostile)], {
    compared: { contract: `c ${text}`, spec: `s ${text}`, implementation: `i ${text}` },
    culprits: [
      {
        culprit: 'upstream changed',
        pointer: `/p ${text}`,
        value: text,
        why: `why ${text}`,
        evidence: [{ source: 'traffic', says: `says ${text}` }],
      },
    ],
    stale: [{ rule: `r ${text}`, source: 'spec', pointer: `/p ${text}`, reason: `reason ${text}`, expires: 'never' }],
    notes: [`note ${text}`],
  });
}
