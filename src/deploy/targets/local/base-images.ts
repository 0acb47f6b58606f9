import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../../../errors/msx-error.js";
import type { BaseImageKey } from "../../../platform/engines/engine.js";
import type { Service } from "../../../workspace/workspace.js";

/** The build arguments that name a base image, and where in the image table each is found. */
const baseArguments: Readonly<Record<string, BaseImageKey>> = {
  NODE_IMAGE: "node",
  DOTNET_SDK_IMAGE: "dotnet-sdk",
  DOTNET_ASPNET_IMAGE: "dotnet-aspnet",
};

export function hasDockerfile(service: Service): boolean {
  return existsSync(path.join(service.folder, "Dockerfile"));
}

/**
 * The base images a service's Dockerfile asks for: build argument → key of the image table. One that it does not declare
 * is neither pulled nor part of the version.
 * @throws MsxError BUILD_FAILED when there is no Dockerfile to be read
 */
export function baseImages(service: Service): ReadonlyMap<string, BaseImageKey> {
  let dockerfile: string;
  try {
    dockerfile = readFileSync(path.join(service.folder, "Dockerfile"), "utf8");
  } catch (cause) {
    throw new MsxError("BUILD_FAILED", { service: service.name, logs: (cause as Error).message }, { cause });
  }
  const declared = ([argument]: [string, BaseImageKey]): boolean =>
    new RegExp(`^[ \\t]*ARG[ \\t]+${argument}\\b`, "im").test(dockerfile);
  return new Map(Object.entries(baseArguments).filter(declared));
}
