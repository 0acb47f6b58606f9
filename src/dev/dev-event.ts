import type { Reason } from "../errors/detail.js";

/** What happens while services run from source. Data for stdout: shown as lines, or with `--json` as objects. */
export type DevEvent =
  | { readonly type: "starting"; readonly services: readonly string[] }
  | {
      readonly type: "log";
      readonly service: string;
      readonly stream: "stdout" | "stderr";
      readonly line: string;
      /** Which of a service's functions wrote it, by its name at AWS. */
      readonly function?: string;
    }
  /** A source was saved: the service is being started anew, or its functions get new code. */
  | { readonly type: "changed"; readonly service: string; readonly files: readonly string[] }
  /** Requests reach the code as it is now. */
  | {
      readonly type: "ready";
      readonly service: string;
      /** From the save (or the start) until here. */
      readonly ms: number;
      /** Whether another version answered before. */
      readonly reload: boolean;
      /** On this machine; the same after every reload. Null for functions, which are reached at the gateway and by events. */
      readonly url: string | null;
      /** At the gateway; null for a service without a route. */
      readonly gatewayUrl: string | null;
      /** `host:port` for a debugger; the same after every reload. */
      readonly debugger: string | null;
      /** Of a service that is made of functions: each, by its name at AWS, with the debugger of its own. */
      readonly functions?: readonly { readonly name: string; readonly debugger: string | null }[];
    }
  /** It could not start, or ended by itself: it is tried again on the next save. */
  | {
      readonly type: "failed";
      readonly service: string;
      /** Exit code or signal. */
      readonly ended: Reason;
      /** Whether the version before goes on answering. */
      readonly serving: boolean;
    }
  /** It answers on this machine, but what runs in containers does not get through to it. */
  | {
      readonly type: "unreachable";
      readonly service: string;
      readonly address: string;
      readonly detail: string;
    };
