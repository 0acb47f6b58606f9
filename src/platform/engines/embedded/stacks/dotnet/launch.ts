import { onNewerRuntime } from "../../../../dotnet-environment.js";
import type { LaunchStack } from "../service-stack.js";

/** The share of the memory that .NET takes for its heap by itself where a container is the limit (Microsoft Learn, "GCHeapHardLimit"). */
const heapShare = 0.75;
const mebibyte = 1024 ** 2;

export const dotnetLaunch: LaunchStack = {
  program: "Service.dll",

  command: (memoryMiB) => ({
    command: "dotnet",
    args: [dotnetLaunch.program],
    // In hexadecimal, as every number in its configuration.
    env: {
      ...onNewerRuntime,
      DOTNET_GCHeapHardLimit: Math.floor(memoryMiB * heapShare * mebibyte).toString(16),
    },
  }),
};
