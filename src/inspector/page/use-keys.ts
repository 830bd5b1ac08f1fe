import { useEffect } from 'preact/hooks';

interface Keys {
  /** Moves the choice by so many rows. */
  onMove(by: number): void;
  onOpen(): void;
  onLeave(): void;
}

/** Follows the keyboard: j and k or arrows, Enter, Escape, and / for the search. Whoever types text is left alone. */
export function useKeys({ onMove, onOpen, onLeave }: Keys): void {
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (event.key === 'Escape') {
        // A browser would empty the search and tell nobody that it did, so that the list stayed as it was.
        if ((target as HTMLInputElement).type === 'search') event.preventDefault();
        if (isTyping) target.blur();
        else onLeave();
        return;
      }
      if (isTyping) return;
      const isInList = target === document.body || target.role === 'listbox';
      const moves: Record<string, number> = { j: 1, k: -1, ...(isInList ? { ArrowDown: 1, ArrowUp: -1 } : {}) };
      const by = moves[event.key];
      if (by !== undefined) onMove(by);
      else if (event.key === 'Enter' && isInList) onOpen();
      else if (event.key === '/') document.getElementById('search')?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', follow);
    return () => removeEventListener('keydown', follow);
  });
}
