import { existsSync } from "node:fs";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Service } from "../../workspace/workspace.js";
import type { FileGain } from "./addition.js";
import { asyncApiFile } from "./contract-file.js";
import { addToJson, type JsonAddition } from "./edit-json.js";
import { appendToYamlList } from "./edit-yaml.js";

/** @throws MsxError ADD_UNSUPPORTED for a service without a database (outbox, inbox) or without a contract of its events */
export function assertMessaging(service: Service, name: string): void {
  const reasons = [
    ...(service.owns.database === "none" ? [phrase("add-no-database")] : []),
    ...(service.messaging === "none" && service.owns.database !== "none" ? [phrase("add-no-messaging")] : []),
    ...(existsSync(asyncApiFile(service))
      ? []
      : [phrase("file-missing", { file: "contracts/asyncapi.json" })]),
  ];
  if (reasons.length > 0) throw new MsxError("ADD_UNSUPPORTED", { name, service: service.name, reasons });
}

export function asyncApiGain(service: Service, additions: readonly JsonAddition[]): FileGain {
  return { file: asyncApiFile(service), edit: (text) => addToJson(text, additions) };
}

/** One more entry of a list of `service.yaml`. */
export function manifestGain(
  service: Service,
  list: "publishes" | "consumes" | "calls",
  entry: Readonly<Record<string, string>>,
): FileGain {
  return {
    file: path.join(service.folder, "service.yaml"),
    edit: (text) => appendToYamlList(text, list, entry),
  };
}
