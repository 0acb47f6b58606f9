import type { ParsedDocument } from "./parsed-document.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A container of a workload that keeps running (Deployment, StatefulSet, DaemonSet). */
export interface KubernetesContainer {
  readonly document: ParsedDocument;
  /** Path of the container inside its document. */
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** Path of the pod's specification. */
  readonly podPath: readonly (string | number)[];
}

/** The containers of a service's Kubernetes manifests. Templates that are not YAML yet (Helm) are not read. */
export function kubernetesContainers(evidence: ServiceEvidence): readonly KubernetesContainer[] {
  return evidence
    .paths(/\.ya?ml$/)
    .filter((path) => !/^(?:\.github|contracts|node_modules)\//.test(path))
    .filter((path) =>
      /^kind\s*:\s*["']?(?:Deployment|StatefulSet|DaemonSet)\b/m.test(evidence.tree.read(path) ?? ""),
    )
    .flatMap((path) => evidence.parsed(path)?.documents ?? [])
    .filter((document) => /^(?:Deployment|StatefulSet|DaemonSet)$/.test(String(document.at(["kind"]))))
    .flatMap((document) => {
      const podPath = ["spec", "template", "spec"];
      const containers = document.at([...podPath, "containers"]);
      if (!Array.isArray(containers)) return [];
      return containers.map((container: unknown, index) => {
        const name =
          typeof container === "object" && container !== null && "name" in container
            ? String(container.name)
            : String(index);
        return { document, path: [...podPath, "containers", index], name, podPath };
      });
    });
}
