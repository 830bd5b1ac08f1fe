/** Remembers for a while what was wrong with handshakes, so that a receiver that failed one is not asked with every delivery. */
export interface HandshakeFailures {
  /** Gives what was wrong lately with the answer of a URL; undefined where nothing is known. */
  recent(url: URL): string | undefined;
  add(url: URL, fault: string): void;
}

/** Whoever mends a receiver waits no longer than this for another try, in milliseconds. */
const forgottenAfterMs = 10_000;

/** The most URLs that are remembered; the oldest go first. */
const mostUrls = 1_000;

/** Makes a memory of failed handshakes, by URL; `now` gives milliseconds. */
export function handshakeFailures(now: () => number = () => performance.now()): HandshakeFailures {
  const failures = new Map<string, { fault: string; at: number }>();
  return {
    recent({ href }) {
      const known = failures.get(href);
      if (known && now() - known.at < forgottenAfterMs) return known.fault;
      failures.delete(href);
      return undefined;
    },
    add({ href }, fault) {
      failures.delete(href);
      failures.set(href, { fault, at: now() });
      const [oldest] = failures.keys();
      if (failures.size > mostUrls && oldest !== undefined) failures.delete(oldest);
    },
  };
}
