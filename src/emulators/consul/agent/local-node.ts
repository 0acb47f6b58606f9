/** The one node that the emulator is. */
export const localNode = { name: "consul", address: "127.0.0.1", serverPort: 8300, lanPort: 8301 } as const;

/** A server's own service and check, which it has registered with itself. */
export const selfId = "consul";
export const selfCheckId = "serfHealth";

/** The version whose behaviour the conformance suite compares with; what `agent/self` says. */
export const emulatedVersion = "1.8.7";
