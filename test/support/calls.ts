import { type Answered, deliver, goodHeaders } from './deliver.ts';
import { pause } from './pause.ts';

const headers = { ...goodHeaders, workspace: 'ws_test' };

/** Asks a mock for a call. The number's digits choose nothing. */
export function initiate(mock: string, body: object, more: Record<string, string> = {}): Promise<Answered> {
  const whole = { phoneNumber: '+12025550199', assistant: 'asst_1', ...body };
  return deliver(mock, whole, { path: '/v2/call/initiate', headers: { ...headers, ...more } });
}

export function abort(mock: string, callId: string): Promise<Answered> {
  return deliver(mock, { callId }, { path: '/v2/call/abort', headers });
}

/** Asks for a call that must be accepted, and gives its id. */
export async function accepted(mock: string, body: object, more: Record<string, string> = {}): Promise<string> {
  const answer = await initiate(mock, body, more);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  return JSON.parse(answer.body).callId;
}

export interface ShownCall {
  id: string;
  scenario: string;
  state: string;
  underWay: boolean;
  target: string;
  events: { type: string; outcome: string; attempts: { status?: number; why?: string }[] }[];
}

/** What a mock shows of a call. */
export async function shown(mock: string, id: string): Promise<ShownCall> {
  return (await (await fetch(`${mock}/_hookproof/calls/${id}`)).json()) as ShownCall;
}

/** The same once nothing of the call is under way. */
export async function settled(mock: string, id: string): Promise<ShownCall> {
  for (;;) {
    const call = await shown(mock, id);
    if (!call.underWay) return call;
    await pause();
  }
}
