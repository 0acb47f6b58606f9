import { failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { kubernetesContainers } from "../../evidence/kubernetes.js";

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
    const containers = evidence.fact(kubernetesContainers);
    const [first] = containers;
    if (!first)
      return notApplicable({ en: "There are no Kubernetes workloads", es: "No hay cargas de Kubernetes" });
    const problems = containers.flatMap(({ document, path, podPath, name }) => {
      const own = (...keys: string[]) => document.at([...path, ...keys]);
      const either = (key: string) =>
        own("securityContext", key) ?? document.at([...podPath, "securityContext", key]);
      const drops = own("securityContext", "capabilities", "drop");
      const demands: readonly (readonly [boolean, string])[] = [
        [own("livenessProbe") !== undefined, "livenessProbe"],
        [own("readinessProbe") !== undefined, "readinessProbe"],
        [own("resources", "limits", "memory") !== undefined, "resources.limits.memory"],
        [either("runAsNonRoot") === true, "runAsNonRoot"],
        [own("securityContext", "allowPrivilegeEscalation") === false, "allowPrivilegeEscalation: false"],
        [own("securityContext", "readOnlyRootFilesystem") === true, "readOnlyRootFilesystem"],
        [
          Array.isArray(drops) && drops.some((capability) => /^all$/i.test(String(capability))),
          "capabilities.drop: [ALL]",
        ],
      ];
      return demands
        .filter(([met]) => !met)
        .map(([, demand]) =>
          pointer(document.file, document.line(path), {
            en: `${name}: ${demand} is missing`,
            es: `${name}: falta ${demand}`,
          }),
        );
    });
    return failOn(problems, { en: "A workload is not hardened", es: "Una carga no está asegurada" }, () =>
      pass(
        {
          en: "Workloads have probes, limits and a security context",
          es: "Las cargas tienen sondas, límites y contexto de seguridad",
        },
        pointer(first.document.file, first.document.line(first.path), { en: first.name, es: first.name }),
      ),
    );
  },
};
