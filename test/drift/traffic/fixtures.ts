/** Events as the provider's own documentation shows them, which contradict its contract in several ways. */
export const contradictions = {
  underscored: { event: { type: 'action', data: { action: 'create_order', call: { id: 'c-1' } } }, metadata: {} },
  whatsapp: { event: { type: 'action', data: { action: 'send_whatsapp', payload: { number: '+15550100' } } } },
  prepaid: { event: { type: 'action', data: { action: 'mark_prepaid', call: { id: 'c-2' } } } },
  address: { event: { type: 'action', data: { action: 'update_address' } } },
  confirmed: { event: { type: 'action', data: { action: 'confirmed_address' } } },
  paymentMode: { event: { type: 'action', data: { action: 'create-order', payload: { paymentMode: 'cod' } } } },
  finalStatus: { event: { type: 'call.lifecycle-ended', data: { report: { finalStatus: 'done' } } } },
  outcome: { event: { type: 'end-of-call', data: { analysis: { outcome: 'agreed' } } } },
  withoutMetadata: { event: { type: 'call.busy', data: { call: { id: 'c-3', status: 'busy' } } } },
  withoutCall: { event: { type: 'action', data: { action: 'create-order', reason: 'missing_address' } } },
};

export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** An exchange as a recorder keeps it. */
export function exchange(event: unknown, status: number, receivedAt = '2026-01-15T09:30:00.000Z'): unknown {
  return { receivedAt, request: { method: 'POST', body: JSON.stringify(event) }, response: { status } };
}
