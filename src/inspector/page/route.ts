import { useEffect, useState } from 'preact/hooks';

/** Says what the page shows: a view, and one thing of it. */
export interface Route {
  view: 'events' | 'timelines' | 'coverage';
  of: string | undefined;
}

/** Follows the part of the address behind the hash. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    // It may have changed between the first drawing and now.
    follow();
    return () => removeEventListener('hashchange', follow);
  }, []);
  return routeOf(hash);
}

/** Gives the link to the timeline of an identity; half a character, which no address holds, is lost. */
export function timelineLink(identity: string): string {
  return `#timelines/${encodeURIComponent(identity.toWellFormed())}`;
}

function routeOf(hash: string): Route {
  const [, view = '', of] = /^#(\w*)(?:\/(.*))?$/s.exec(hash) ?? [];
  return { view: view === 'timelines' || view === 'coverage' ? view : 'events', of: of && decoded(of) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
