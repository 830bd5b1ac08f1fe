/** How a report is written. */
export interface RenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** A SHOULD that does not hold counts as failed. */
  strict: boolean;
}
