import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { replayEvent } from '../data/api.ts';

interface ReplayProps {
  event: number;
  /** Lists origins beyond this machine that are allowed. */
  origins: readonly string[];
  /** Is where it came to, if that may be called; else empty. */
  own: string;
}

const rememberedAs = 'hookproof replay to';

/** Sends an event again, and says what came of it. */
export function Replay({ event, origins, own }: ReplayProps): JSX.Element {
  const [told, setTold] = useState('');
  const send = async (submitted: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    submitted.preventDefault();
    const to = String(new FormData(submitted.currentTarget).get('to'));
    // Where each event came to is filled in anyway, and another's is no place for the next.
    if (to === own) sessionStorage.removeItem(rememberedAs);
    else sessionStorage.setItem(rememberedAs, to);
    setTold('Sending …');
    try {
      const { status, why, durationMs } = await replayEvent(event, to);
      const after = `after ${Math.round(durationMs)} ms`;
      setTold(status === null ? `No answer ${after}: ${why}` : `Answered ${status} ${after}`);
    } catch (error) {
      setTold(`Not sent: ${(error as Error).message}`);
    }
  };
  return (
    <form class="replay" onSubmit={send}>
      <label>
        Send it again to
        <input
          name="to"
          type="url"
          required
          placeholder={`an address of this machine${origins.map((origin) => `, or ${origin}/…`).join('')}`}
          defaultValue={sessionStorage.getItem(rememberedAs) ?? own}
          list="origins"
        />
      </label>
      <datalist id="origins">
        {origins.map((origin) => (
          <option value={`${origin}/`} />
        ))}
      </datalist>
      <button type="submit">Send</button>
      <p role="status">{told}</p>
    </form>
  );
}
