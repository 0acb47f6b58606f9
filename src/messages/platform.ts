import type { MessageTable } from "./text.js";

export const platformMessages = {
  "engine.chosen": { en: "Engine: {engine} ({why})", es: "Motor: {engine} ({why})" },
} as const satisfies MessageTable;
