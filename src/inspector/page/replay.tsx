import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { replayEvent } from './api.ts';

interface ReplayProps {
  event: number;
  /** Lists origins beyond this machine that are allowed. */
  origins: readonly string[];
}

const rememberedAs = 'hookproof replay to';

/** Sends an event again, and says what came of it. */
export function Replay({ event, origins }: ReplayProps): JSX.Element {
  const [told, setTold] = useState('');
  const send = async (submitted: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    submitted.preventDefault();
    const to = String(new FormData(submitted.currentTarget).get('to'));
    sessionStorage.setItem(rememberedAs, to);
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
        Send it again, signed anew, to
        <input name="to" type="url" required defaultValue={sessionStorage.getItem(rememberedAs) ?? ''} list="origins" />
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
