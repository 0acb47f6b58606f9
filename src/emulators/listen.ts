import type { AddressInfo, Server } from "node:net";
import { MsxError } from "../errors/msx-error.js";

interface Wish {
  /** Of the server, for the error. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/**
 * Makes an emulator's server listen.
 * @returns where it does: port 0 has become a real one
 * @throws MsxError LISTEN_FAILED for an address that cannot be had
 */
export function listen(server: Server, wish: Wish): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => reject(listenFailed(wish, error));
    server.once("error", refused);
    server.listen(wish.port, wish.host, () => {
      server.off("error", refused);
      resolve(server.address() as AddressInfo);
    });
  });
}

export function listenFailed({ name, host, port }: Wish, cause: Error): MsxError {
  const address = `${host}:${port}`;
  return new MsxError("LISTEN_FAILED", { name, address, detail: cause.message }, { cause });
}

/** The base URL of what listens with HTTP. */
export function httpUrl({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
