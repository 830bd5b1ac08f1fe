/** Types of the events of Voice Agent by Mirai Minds 1.1.0, as `hookproof contract` prints them. */

export type Event = WebhookEvent;
/**
 * The state that the call is in
 */
export type CallStatus =
  | 'initiate'
  | 'in-progress'
  | 'ended'
  | 'completed'
  | 'timeout'
  | 'failed'
  | 'validation-failed'
  | 'busy'
  | 'no-answer'
  | 'skip'
  | 'rescheduled'
  | 'aborted';
export type ActionEventData = CreateOrderAction | SendWhatsappAction;
export type ActionReason = 'missing_address' | 'missing_first_name' | 'invalid_cart_data' | null;

export interface WebhookEvent {
  metadata?: {
    [k: string]: unknown;
  };
  event: CallEvent | ActionEvent;
}
export interface CallEvent {
  type:
    | 'call.initiate'
    | 'call.in-progress'
    | 'call.ended'
    | 'call.completed'
    | 'call.timeout'
    | 'call.failed'
    | 'call.validation-failed'
    | 'call.busy'
    | 'call.no-answer'
    | 'call.skip'
    | 'call.rescheduled'
    | 'call.aborted'
    | 'call.lifecycle-ended'
    | 'end-of-call';
  data: CallEventData;
}
export interface CallEventData {
  call?: {
    id?: string;
    status?: CallStatus;
    startedAt?: string | null;
    endedAt?: string | null;
    /**
     * Where the recording can be listened to
     */
    recordingUrl?: string | null;
    /**
     * Where a person can look the call up
     */
    detailUrl?: string | null;
    /**
     * How long the call lasted, in seconds
     */
    durationSeconds?: number;
  };
  analysis?: {
    success?: boolean;
    summary?: string;
    /**
     * What is left to do after the call, such as `create-order`
     */
    requiredActions?: string[];
    insights?: {
      [k: string]: unknown;
    };
  };
  credits?: {
    used?: number;
    available?: number;
  };
  report?: {
    reAttemptCount?: number;
    rescheduledCount?: number;
  };
}
export interface ActionEvent {
  type: 'action';
  data: ActionEventData;
}
export interface CreateOrderAction {
  action: 'create-order';
  call?: ActionCall;
  reason?: ActionReason;
  payload?: CreateOrderData;
}
export interface ActionCall {
  id: string;
}
export interface CreateOrderData {
  email?: string;
  phone?: string;
  lineItems?: {
    [k: string]: unknown;
  }[];
  shippingAddress?: {
    firstName?: string;
    lastName?: string;
    address1?: string;
    address2?: string;
    city?: string;
    province?: string;
    zip?: string;
    country?: string;
    phone?: string;
  };
  cartTotal?: number;
  codCharge?: number;
  discount?: {
    code?: string;
    reason?: string;
  };
  note?: string;
  abandonedCheckoutId?: string | null;
}
export interface SendWhatsappAction {
  action: 'send-whatsapp';
  call?: ActionCall;
  reason?: ActionReason;
  payload?: SendWhatsapp;
}
export interface SendWhatsapp {
  number?: string | null;
}
