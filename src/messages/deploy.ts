import type { MessageTable } from "./text.js";

export const deployMessages = {
  "deploy.task.build": { en: "build {service} {version}", es: "construir {service} {version}" },
} as const satisfies MessageTable;
