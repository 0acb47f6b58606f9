import { connect } from "node:net";
import type { CheckDefinition, Probe } from "./check-definition.js";
import { dialError } from "./dial-error.js";
import type { ProbeResult } from "./probe-result.js";

type TcpProbe = Extract<Probe, { kind: "tcp" }>;

/** Opens a connection: passing when it succeeds (Consul "TCP check"). */
export function probeTcp(
  { address }: TcpProbe,
  { timeoutMs }: CheckDefinition,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]*)):(\d+)$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) {
    const output = `dial tcp: address ${address}: missing port in address`;
    return Promise.resolve({ status: "critical", output });
  }
  return new Promise((resolve) => {
    const socket = connect({ host: host || "127.0.0.1", port: Number(port) });
    const end = (result: ProbeResult): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      socket.destroy();
      resolve(result);
    };
    const stop = (): void => end({ status: "critical", output: "stopped" });
    const timer = setTimeout(
      () => end({ status: "critical", output: `dial tcp ${address}: i/o timeout` }),
      timeoutMs,
    );
    signal.addEventListener("abort", stop, { once: true });
    socket.once("connect", () => end({ status: "passing", output: `TCP connect ${address}: Success` }));
    socket.once("error", (error) => end({ status: "critical", output: dialError(error) }));
  });
}
