import type { StatedDifference } from '../schemas/difference.ts';

/** Names which way something goes: with the event, or with our answer to it. */
export type MessageKind = 'event' | 'answer';

/** States a difference around the body: of the request's head, or of a response. No event shows it. */
export interface HeadDifference extends StatedDifference {
  way: MessageKind;
}
