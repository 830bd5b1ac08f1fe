import type { LiveAttempt, LiveBatch } from '../../views.ts';

/** Says how the connection to the server is. */
export type LiveState = 'connecting' | 'live' | 'lost';

interface LiveHandlers {
  /** Hears what came, at most once a frame. */
  onAttempts(attempts: readonly LiveAttempt[]): void;
  /** Hears that more came than can be told. */
  onPartial(): void;
  onState(state: LiveState): void;
  /** Hears that the journal cannot be read now, or again. */
  onReadable(isReadable: boolean): void;
}

const mostWaiting = 20_000;
const retryMs = 3_000;

/** Follows what the server stores after a sequence number. Gives what ends it. */
export function followLive(after: number, { onAttempts, onPartial, onState, onReadable }: LiveHandlers): () => void {
  let waiting: LiveAttempt[] = [];
  let frame = 0;
  let source: EventSource | undefined;
  let retry = 0;
  let last = after;
  const flush = (): void => {
    frame = 0;
    const attempts = waiting;
    waiting = [];
    if (attempts.length > mostWaiting) onPartial();
    else onAttempts(attempts);
  };
  const connect = (): void => {
    onState('connecting');
    source = new EventSource(`api/live?after=${last}`);
    source.onopen = () => onState('live');
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      const { attempts, isPartial } = JSON.parse(data) as LiveBatch;
      last = Number(lastEventId);
      if (isPartial) return onPartial();
      // A page that nobody sees draws no frames.
      if (waiting.length <= mostWaiting) waiting.push(...attempts);
      frame ||= requestAnimationFrame(flush);
    };
    source.addEventListener('readable', ({ data }: MessageEvent<string>) => onReadable(data === 'true'));
    source.onerror = () => {
      onState('lost');
      if (source?.readyState === EventSource.CLOSED) retry = window.setTimeout(connect, retryMs);
    };
  };
  connect();
  return () => {
    source?.close();
    clearTimeout(retry);
    cancelAnimationFrame(frame);
  };
}
