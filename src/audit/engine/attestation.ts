import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { stillHolds } from "./waivers.js";

/** Somebody's dated word that an item only a person can know is fulfilled, from `service.yaml`. */
export interface Attestation {
  readonly owner: string;
  readonly link: string;
  readonly expires: string;
  readonly line: number;
  /** `broken`: the link is a path of this repository, and nothing is there. */
  readonly state: "valid" | "expired" | "broken";
}

/** The attestation of an item, the one that holds longest if there are several. */
export function attestationFor(evidence: ServiceEvidence, item: string): Attestation | undefined {
  const list = evidence.manifest?.at(["attestations"]);
  if (!Array.isArray(list)) return undefined;
  return list
    .flatMap((entry: unknown, index): Attestation[] => {
      if (typeof entry !== "object" || entry === null || !("item" in entry) || entry.item !== item) return [];
      const { owner, link, expires } = entry as Record<string, unknown>;
      const end = typeof expires === "string" ? expires : "";
      const target = String(link ?? "");
      const isPath = target !== "" && !/^[a-z][a-z0-9+.-]*:/i.test(target);
      const missing =
        target === "" ||
        (isPath && !evidence.tree.paths.includes(target.replace(/^\.\//, "").replace(/#.*$/, "")));
      const state =
        !/^\d{4}-\d\d-\d\d$/.test(end) || !stillHolds(end, evidence.now)
          ? "expired"
          : missing
            ? "broken"
            : "valid";
      const line = evidence.manifest?.line(["attestations", index]) ?? 1;
      return [{ owner: String(owner ?? "?"), link: target, expires: end || "?", line, state }];
    })
    .sort((one, other) => (one.expires < other.expires ? 1 : -1))[0];
}
