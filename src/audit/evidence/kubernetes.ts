import { type Pointer, pointer, unparsed } from "../engine/rule.js";
import type { ParsedDocument } from "./parsed-document.js";
import type { ServiceEvidence } from "./service-evidence.js";

type Path = readonly (string | number)[];

/** A container of a workload that keeps running (Deployment, StatefulSet, DaemonSet). */
export interface KubernetesContainer {
  readonly document: ParsedDocument;
  /** Path of the container inside its document. */
  readonly path: Path;
  readonly name: string;
  /** Path of the pod's specification. */
  readonly podPath: Path;
}

/** The workloads of a service's manifests, and those that cannot be read. */
export interface KubernetesWorkloads {
  readonly containers: readonly KubernetesContainer[];
  /** Containers that run before the others and end: they answer no probes. */
  readonly initContainers: readonly KubernetesContainer[];
  readonly unreadable: readonly Pointer[];
}

const workload = /^(?:Deployment|StatefulSet|DaemonSet)$/;
/** At the beginning of a document, or of an entry of a `kind: List`. */
const names = /^[ \t-]*kind\s*:\s*["']?(?:Deployment|StatefulSet|DaemonSet)\b/m;

/** The workloads of a service's Kubernetes manifests, those in a `kind: List` too. Templates that are not YAML yet (Helm) are not read. */
export function kubernetesWorkloads(evidence: ServiceEvidence): KubernetesWorkloads {
  const found = {
    containers: [] as KubernetesContainer[],
    initContainers: [] as KubernetesContainer[],
    unreadable: [] as Pointer[],
  };
  for (const file of evidence.paths(/\.ya?ml$/)) {
    if (/^(?:\.github|contracts|node_modules)\//.test(file)) continue;
    const text = evidence.tree.read(file) ?? "";
    if (!names.test(text)) continue;
    const { documents = [], problem } = evidence.parsed(file) ?? {};
    if (problem && !text.includes("{{")) found.unreadable.push(unparsed(file, problem));
    for (const document of documents) {
      for (const path of workloadsOf(document)) {
        const podPath = [...path, "spec", "template", "spec"];
        if (!mayBePatch(document, path, podPath))
          found.unreadable.push(
            pointer(file, document.line(podPath), {
              en: "a workload without a list of containers",
              es: "una carga sin lista de contenedores",
            }),
          );
        found.containers.push(...containersAt(document, podPath, "containers"));
        found.initContainers.push(...containersAt(document, podPath, "initContainers"));
      }
    }
  }
  return found;
}

/** Where the workloads of a document are: at its root, or in a list's items. */
function workloadsOf(document: ParsedDocument): readonly Path[] {
  const items = document.at(["items"]);
  const places: readonly Path[] =
    document.at(["kind"]) === "List" && Array.isArray(items)
      ? items.map((_item, index) => ["items", index])
      : [[]];
  return places.filter((path) => workload.test(String(document.at([...path, "kind"]))));
}

/** Whether it has containers, or says something else of a workload and leaves them alone, as Kustomize's patches do. */
function mayBePatch(document: ParsedDocument, path: Path, podPath: Path): boolean {
  const containers = document.at([...podPath, "containers"]);
  if (containers !== undefined) return Array.isArray(containers);
  return typeof (document.at([...path, "spec"]) ?? undefined) === "object";
}

function containersAt(document: ParsedDocument, podPath: Path, key: string): readonly KubernetesContainer[] {
  const containers = document.at([...podPath, key]);
  if (!Array.isArray(containers)) return [];
  return containers.map((container: unknown, index) => {
    const name =
      typeof container === "object" && container !== null && "name" in container
        ? String(container.name)
        : String(index);
    return { document, path: [...podPath, key, index], name, podPath };
  });
}
