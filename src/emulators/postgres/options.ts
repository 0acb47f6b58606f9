/** How a PostgreSQL server is started. */
export interface PostgresOptions {
  /** Where its data is kept; made where it is missing. One process at a time has it. */
  readonly dataFolder: string;
  readonly port: number;
  /** Of the superuser; it is what it was when the data was made, whatever is said later. */
  readonly password: string;
  /** The address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Gets what the server writes to its log, line by line. */
  readonly log?: (line: string) => void;
}

/** How a server ended: by a code, or by the signal that killed it. */
export interface PostgresEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A PostgreSQL server that runs as a child of this process and takes connections. */
export interface PostgresServer {
  readonly port: number;
  readonly superuser: "postgres";
  /** Of the postmaster, which leads a process group of its own. */
  readonly pid: number;
  /** Rolls back what is open, writes everything and ends; resolves when it is gone, also when called again. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, by `stop` or by itself; never rejects. */
  readonly whenEnded: Promise<PostgresEnd>;
}
