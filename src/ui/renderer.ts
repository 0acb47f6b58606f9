import type { IoEvent } from "../io/io.js";

/** Shows a library's events to whoever started the command. Writes to stderr only: stdout is data. */
export interface Renderer {
  show(event: IoEvent): void;
  /** Ends what is still being drawn, so that the result can follow. */
  end(): Promise<void>;
}
