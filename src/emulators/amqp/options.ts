import type { Emulator, EmulatorOptions } from "../emulator.js";

/** Who may connect, and to which virtual hosts: each one named is there. */
export interface Account {
  readonly user: string;
  readonly password: string;
  readonly vhosts: readonly string[];
}

/** How a broker is started. */
export interface AmqpOptions extends EmulatorOptions {
  /** Who may connect, and to which virtual hosts. Default: guest with the password guest, on `/`. */
  readonly accounts?: readonly Account[];
  /** Messages held before publishers are made to wait, in bytes. Default 256 MiB. */
  readonly memoryLimitBytes?: number;
  /** Serves the management API too, over HTTP on the same host; port 0 takes any that is free. Without it there is none. */
  readonly management?: { readonly port: number };
}

/** A running broker. */
export interface AmqpEmulator extends Emulator {
  /** Of the management API, with the first account; absent where none was asked for. */
  readonly managementUrl?: string;
}

export const defaultAccounts: readonly Account[] = [{ user: "guest", password: "guest", vhosts: ["/"] }];
export const defaultMemoryLimitBytes = 256 * 1024 * 1024;
