/** How a deployed workspace is broken and mended: each engine in its own way. Names are those that `msx status` shows. */
export interface Operator {
  /** The replicas of a service, in order. */
  replicas(service: string): Promise<readonly string[]>;
  /** Where a replica is reached on this machine: `127.0.0.1:18080`. */
  address(replica: string): Promise<string>;
  /** Ends a resource or a replica, which stays ended until `start`. */
  end(name: string, how: "stop" | "kill"): Promise<void>;
  start(name: string): Promise<void>;
  /** It keeps its connections and answers on none of them. */
  pause(name: string): Promise<void>;
  unpause(name: string): Promise<void>;
  /** The same for as long as it is started again as it was made, another when it is made anew. */
  identity(replica: string): Promise<string>;
  /** What a replica was deployed as. @throws when it does not run */
  version(replica: string): Promise<string>;
  /** What a replica has said. */
  log(replica: string): Promise<string>;
  /** Starts and unpauses whatever does not run. */
  restore(): Promise<void>;
}
