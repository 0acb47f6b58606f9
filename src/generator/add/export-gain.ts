import path from "node:path";
import type { AdditionTarget, FileGain } from "./addition.js";
import { registerInService, registrationByHand } from "./edit-service-definition.js";

/**
 * Until a use case takes an addition up, it is part of the service by being offered where its rooms are wired.
 * @param from the module of the name, relative to `src/adapters`
 */
export function exportGain({ service }: AdditionTarget, name: string, from: string): FileGain {
  const registration = { imports: [], exports: [{ name, from }] };
  return {
    file: path.join(service.folder, "src", "adapters", "service.ts"),
    edit: (text) => registerInService(text, registration),
    byHand: (text) => registrationByHand(text, registration),
  };
}
