import { failOn, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { type KubernetesContainer, kubernetesWorkloads } from "../../evidence/kubernetes.js";

/** MS-8: workloads have probes, limits and a security context. */
export const rule: Rule = {
  id: "kubernetes-hardened",
  item: "MS-8",
  title: {
    en: "Workloads have probes, limits and a security context",
    es: "Las cargas tienen sondas, límites y contexto de seguridad",
  },
  severity: "high",
  waivable: true,
  section: "Configuración de Seguridad",
  why: {
    en: "Without them one container can starve its node, be root on it, or take traffic it cannot answer.",
    es: "Sin ello un contenedor puede agotar su nodo, ser root en él, o recibir tráfico que no puede atender.",
  },
  fix: {
    en: "Set both probes, resource limits, runAsNonRoot, a read-only root file system and drop all capabilities.",
    es: "Define ambas sondas, límites, runAsNonRoot, sistema de archivos de solo lectura y quita todas las capacidades.",
  },
  evaluate(evidence) {
    const { containers, initContainers, unreadable } = evidence.fact(kubernetesWorkloads);
    const [first] = containers;
    const problems = [
      ...unreadable,
      ...containers.flatMap((one) => problemsOf(one, [...probes(one), ...demands(one)])),
      ...initContainers.flatMap((one) => problemsOf(one, demands(one))),
    ];
    return failOn(problems, { en: "A workload is not hardened", es: "Una carga no está asegurada" }, () =>
      first
        ? pass(
            {
              en: "Workloads have probes, limits and a security context",
              es: "Las cargas tienen sondas, límites y contexto de seguridad",
            },
            pointer(first.document.file, first.document.line(first.path), { en: first.name, es: first.name }),
          )
        : notApplicable({ en: "There are no Kubernetes workloads", es: "No hay cargas de Kubernetes" }),
    );
  },
};

/** Something a container must have, and whether it does. */
type Demand = readonly [met: boolean, what: string];

function problemsOf(
  { document, path, name }: KubernetesContainer,
  all: readonly Demand[],
): readonly Pointer[] {
  return all
    .filter(([met]) => !met)
    .map(([, demand]) =>
      pointer(document.file, document.line(path), {
        en: `${name}: ${demand} is missing`,
        es: `${name}: falta ${demand}`,
      }),
    );
}

/** A probe that asks nothing is none: Kubernetes takes one of four ways to ask. */
function probes({ document, path }: KubernetesContainer): readonly Demand[] {
  return ["livenessProbe", "readinessProbe"].map((probe): Demand => {
    const asks = ["httpGet", "tcpSocket", "exec", "grpc"].some(
      (way) => typeof (document.at([...path, probe, way]) ?? undefined) === "object",
    );
    return [asks, probe];
  });
}

/** What Kubernetes' "restricted" security standard asks of a container, a limit, and a file system that is not written to. */
function demands({ document, path, podPath }: KubernetesContainer): readonly Demand[] {
  const own = (...keys: string[]) => document.at([...path, ...keys]);
  const either = (key: string) =>
    own("securityContext", key) ?? document.at([...podPath, "securityContext", key]);
  const drops = own("securityContext", "capabilities", "drop");
  const adds = own("securityContext", "capabilities", "add") ?? [];
  return [
    [Number.parseFloat(String(own("resources", "limits", "memory"))) > 0, "resources.limits.memory"],
    [either("runAsNonRoot") === true && Number(either("runAsUser") ?? 1) !== 0, "runAsNonRoot"],
    ...["hostNetwork", "hostPID", "hostIPC"].map(
      (host): Demand => [document.at([...podPath, host]) !== true, `${host}: false`],
    ),
    [own("securityContext", "privileged") !== true, "privileged: false"],
    [own("securityContext", "allowPrivilegeEscalation") === false, "allowPrivilegeEscalation: false"],
    [own("securityContext", "readOnlyRootFilesystem") === true, "readOnlyRootFilesystem"],
    [
      Array.isArray(drops) && drops.some((capability) => /^all$/i.test(String(capability))),
      "capabilities.drop: [ALL]",
    ],
    [
      Array.isArray(adds) && adds.every((capability) => capability === "NET_BIND_SERVICE"),
      "capabilities.add: []",
    ],
  ];
}
