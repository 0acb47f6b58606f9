import type { PortAllocator } from "../platform/ports.js";
import { Front } from "./front.js";

/** Node's own default, which editors try first. */
export const firstDebuggerPort = 9_229;

/** The same port as last time where it is free, on every address. @throws MsxError PORT_UNAVAILABLE */
export async function openFront(
  ports: PortAllocator,
  {
    key,
    wanted,
    hosts,
  }: { readonly key: string; readonly wanted: number; readonly hosts: readonly string[] },
): Promise<Front> {
  for (;;) {
    const { port } = await ports.choose({ owner: key, key, wanted, explicit: false }, new Map());
    try {
      return await Front.open(port, hosts);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}
