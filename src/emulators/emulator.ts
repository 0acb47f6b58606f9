import type { AmqpEmulator, AmqpOptions } from "./amqp/options.js";
import type { AwsOptions } from "./aws/options.js";
import type { ConsulEmulator, ConsulOptions } from "./consul/options.js";
import type { JournalNotice } from "./journal/journal-notice.js";
import type { OtlpOptions } from "./otlp/options.js";
import type { PostgresOptions, PostgresServer } from "./postgres/options.js";

/** What every emulator can be told. */
export interface EmulatorOptions {
  /** The address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Where its data survives a restart; without, it is in memory only. */
  readonly dataDir?: string;
  /** Told of damage found in the data folder, and of a disk that refuses writes; before it listens as well. */
  readonly onNotice?: (notice: EmulatorNotice) => void;
}

/** What an emulator has to say about its data. */
export type EmulatorNotice = JournalNotice;

/** A server that speaks a real protocol, running in this process. */
export interface Emulator {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** What a client connects to. */
  readonly url: string;
  /** Ends its connections, writes what is left and frees port and folder. */
  close(): Promise<void>;
}

/** The options of each emulator by its name. */
export interface EmulatorOptionsByName {
  amqp: AmqpOptions;
  aws: AwsOptions;
  consul: ConsulOptions;
  otlp: OtlpOptions;
}

/** What a started emulator says of itself, by its name. */
export interface EmulatorByName {
  amqp: AmqpEmulator;
  aws: Emulator;
  consul: ConsulEmulator;
  otlp: Emulator;
}

export type EmulatorName = keyof EmulatorOptionsByName;

const starters: {
  readonly [Name in EmulatorName]: (options: EmulatorOptionsByName[Name]) => Promise<EmulatorByName[Name]>;
} = {
  // Loaded when it is wanted: nobody pays for the others.
  amqp: async (options) => (await import("./amqp/start-amqp.js")).startAmqp(options),
  aws: async (options) => (await import("./aws/start-aws.js")).startAws(options),
  consul: async (options) => (await import("./consul/start-consul.js")).startConsul(options),
  otlp: async (options) => (await import("./otlp/start-otlp.js")).startOtlp(options),
};

/**
 * Starts an emulator in this process and resolves once it can be used.
 * @throws MsxError LISTEN_FAILED for an address that cannot be had, DATA_UNUSABLE for a folder that cannot
 */
export function startEmulator<Name extends EmulatorName>(
  name: Name,
  options: EmulatorOptionsByName[Name] = {},
): Promise<EmulatorByName[Name]> {
  return starters[name](options);
}

/**
 * Starts PostgreSQL as a child of this process, no emulator but the real server, and resolves once it takes connections.
 * @throws MsxError POSTGRES_UNAVAILABLE without binaries for this platform, POSTGRES_FAILED, LISTEN_FAILED for a port that is
 * taken, DATA_UNUSABLE for a folder that cannot be had, DATA_OTHER_VERSION for one of another major version
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  return (await import("./postgres/start-postgres.js")).startPostgres(options);
}
