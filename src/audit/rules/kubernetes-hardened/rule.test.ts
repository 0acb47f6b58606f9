import { checkRule, edit, type Repository, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const manifest = `${service}/k8s/deployment.yaml`;
const context = /^ {10}securityContext:\n(?: {12}.*\n)+/m;

/** An init container before the service's own, with some lines of its own. */
function withInitContainer(repository: Repository, lines: string): void {
  const container = `        - name: wait\n          image: wait:1\n${lines}`;
  edit(repository, manifest, "      containers:", `      initContainers:\n${container}      containers:`);
}

const limit = "          resources: { limits: { memory: 64Mi } }\n";
const pretence = (title: string, from: string | RegExp, to: string): RuleCase => ({
  ...{ title, kind: "hostile", service, verdict: "fail", at: /k8s\/deployment\.yaml:\d+/ },
  change: (repository) => edit(repository, manifest, from, to),
});
const broken = (title: string, text: string): RuleCase => ({
  ...{ title, kind: "hostile", service, verdict: "fail", at: /k8s\/more\.yaml:\d+/ },
  change: (repository) => {
    repository[`${service}/k8s/more.yaml`] = text;
  },
});

checkRule(rule, [
  ...["hostNetwork", "hostPID", "hostIPC"].map((host) =>
    pretence(`the host's own, by ${host}`, "      containers:", `      ${host}: true\n      containers:`),
  ),
  {
    title: "no memory limit",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/k8s/deployment.yaml", /limits:\n +memory:.*\n/, "limits:\n");
    },
    verdict: "fail",
    at: /deployment.yaml:\d+/,
  },
  {
    title: "a writable root file system",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/k8s/deployment.yaml",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
      );
    },
    verdict: "fail",
    at: /deployment.yaml:\d+/,
  },
  {
    title: "an init container that is hardened too",
    kind: "good",
    service,
    change: (repository) => {
      const hardened = context.exec(repository[manifest] ?? "")?.[0] ?? "";
      withInitContainer(repository, limit + hardened);
    },
    verdict: "pass",
  },
  {
    title: "an init container that is not hardened",
    kind: "bad",
    service,
    change: (repository) => withInitContainer(repository, limit),
    verdict: "fail",
    at: /deployment\.yaml:\d+/,
  },
  {
    title: "a security context of the init container only",
    kind: "hostile",
    service,
    change: (repository) => {
      const hardened = context.exec(repository[manifest] ?? "")?.[0] ?? "";
      edit(repository, manifest, context, "");
      withInitContainer(repository, limit + hardened);
    },
    verdict: "fail",
    at: /deployment\.yaml:\d+/,
  },
  {
    title: "a workload in a list",
    kind: "hostile",
    service,
    change: (repository) => {
      const items = (repository[manifest] ?? "").replace(/^/gm, "    ").replace(/^ {4}/, "  - ");
      repository[manifest] = `apiVersion: v1\nkind: List\nitems:\n${items}`;
      edit(repository, manifest, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false");
    },
    verdict: "fail",
    at: /deployment\.yaml:\d+/,
  },
  {
    title: "a security context in comments",
    kind: "hostile",
    service,
    change: (repository) => {
      const commented = (context.exec(repository[manifest] ?? "")?.[0] ?? "").replace(/^(?=.)/gm, "#");
      edit(repository, manifest, context, commented);
    },
    verdict: "fail",
    at: /deployment\.yaml:\d+/,
  },
  pretence("a probe without a question", /livenessProbe:\n(?: {12}.*\n)+/, "livenessProbe: {}\n"),
  pretence("a probe that is nothing", /readinessProbe:\n(?: {12}.*\n)+/, "readinessProbe:\n"),
  pretence("a probe that is text", /readinessProbe:\n(?: {12}.*\n)+/, "readinessProbe: httpGet\n"),
  pretence("a limit of zero", "memory: 512Mi", 'memory: "0"'),
  pretence("a limit that is nothing", "memory: 512Mi", "memory:"),
  pretence("true as text", "readOnlyRootFilesystem: true", 'readOnlyRootFilesystem: "true"'),
  pretence("what the pod says, taken back", "allowPriv", "runAsNonRoot: false\n            allowPriv"),
  pretence("root by number", "runAsUser: 1000", "runAsUser: 0"),
  pretence("privileged", "allowPriv", "privileged: true\n            allowPriv"),
  pretence("all capabilities dropped, and all added", "drop:", "add: [ALL]\n              drop:"),
  pretence("a list for a security context", context, "          securityContext: [runAsNonRoot]\n"),
  broken("a manifest that does not parse", "kind: Deployment\nspec: [\n"),
  broken("a workload of nothing", "kind: Deployment\n"),
  broken("text for containers", "kind: Deployment\nspec: { template: { spec: { containers: all } } }\n"),
  broken("numbers for containers", "kind: Deployment\nspec: { template: { spec: { containers: [1] } } }\n"),
  broken(
    "a bomb of aliases",
    `kind: Deployment\na: &a [x, x]\nb: &b [${"*a, ".repeat(60)}*a]\nc: [${"*b, ".repeat(60)}*b]\n`,
  ),
]);
